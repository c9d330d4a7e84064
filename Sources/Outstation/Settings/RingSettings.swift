import HAL
import MeterCore

/// Settings in non-volatile memory: a ring of checksummed records, the newest valid one counts.
public struct RingSettings<Memory: NonVolatile & ~Copyable>: SettingsStore, ~Copyable {
  private var memory: Memory
  private var ring: SlotRing
  private var buffer = InlineArray<256, UInt8>(repeating: 0)

  /// Mounts the ring at the start of `memory`.
  public init(_ memory: consuming Memory, records: Int = 16) throws(StorageError) {
    self.init(unmounted: memory, records: records)
    try mount()
  }

  /// A ring at the start of `memory` that is to be mounted before anything else.
  public init(unmounted memory: consuming Memory, records: Int = 16) {
    ring = SlotRing(
      offset: 0, capacity: records, payloadBytes: OutstationSettings.recordOctets, kind: 0x5345_5453,
      geometry: memory.geometry)
    self.memory = memory
  }

  /// Finds the newest record. Once; after an error the ring is of no use.
  public mutating func mount() throws(StorageError) {
    guard ring.slotBytes <= 256 else { throw .recordTooLarge(needed: ring.slotBytes, capacity: 256) }
    var span = buffer.mutableSpan
    var scratch = span.mutableBytes
    try ring.mount(&memory, scratch: &scratch)
  }

  public mutating func load() -> OutstationSettings? {
    var id = ring.index.ids.upperBound
    var span = buffer.mutableSpan
    var scratch = span.mutableBytes
    while id > ring.index.ids.lowerBound {
      id -= 1
      guard let isValid = try? ring.read(id, from: &memory, into: &scratch), isValid else { continue }
      let end = SlotRing.headerBytes + OutstationSettings.recordOctets
      if let settings = OutstationSettings(
        decoding: scratch.bytes.extracting(SlotRing.headerBytes..<end))
      {
        return settings
      }
    }
    return nil
  }

  public mutating func save(_ settings: OutstationSettings) -> Bool {
    var record = InlineArray<160, UInt8>(repeating: 0)
    var recordSpan = record.mutableSpan
    var octets = recordSpan.mutableBytes
    settings.encode(into: &octets)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    for index in 0..<160 {
      slot.storeBytes(
        of: octets.unsafeLoad(fromByteOffset: index, as: UInt8.self),
        toByteOffset: SlotRing.headerBytes + index, as: UInt8.self)
    }
    guard (try? ring.append(&slot, to: &memory)) != nil else { return false }
    return (try? memory.sync()) != nil
  }
}
