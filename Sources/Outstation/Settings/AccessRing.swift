import COSEM
import HAL
import MeterCore

/// The log of accesses in non-volatile memory: a ring of checksummed entries, the oldest overwritten.
///
/// Entry: UTC seconds i64, kind u8, level u8, client u16, object 6 octets, before i64, after i64; big-endian.
public struct AccessRing<Memory: NonVolatile & ~Copyable>: ~Copyable {
  /// Octets of an entry.
  public static var entryOctets: Int { 34 }

  private var memory: Memory
  private var ring: SlotRing
  private var slot = InlineArray<64, UInt8>(repeating: 0)

  /// Mounts the ring of `capacity` entries at the start of `memory`.
  public init(_ memory: consuming Memory, capacity: Int) throws(StorageError) {
    self.init(unmounted: memory, capacity: capacity)
    try mount()
  }

  /// A ring of `capacity` entries at the start of `memory` that is to be mounted before anything else.
  public init(unmounted memory: consuming Memory, capacity: Int) {
    ring = Self.ring(capacity, memory.geometry)
    self.memory = memory
  }

  /// Finds the newest entry. Once; after an error the ring is of no use.
  @inline(never)
  public mutating func mount() throws(StorageError) {
    guard ring.slotBytes <= 64 else { throw .recordTooLarge(needed: ring.slotBytes, capacity: 64) }
    var span = slot.mutableSpan
    var scratch = span.mutableBytes
    try ring.mount(&memory, scratch: &scratch)
  }

  /// Entries that are kept at least.
  public var capacity: Int { ring.index.capacity }

  private static func ring(_ capacity: Int, _ geometry: NonVolatileGeometry) -> SlotRing {
    SlotRing(offset: 0, capacity: capacity, payloadBytes: entryOctets, kind: 0x3243_4341, geometry: geometry)
  }

  /// Bytes of memory that `capacity` entries need.
  public static func byteCount(capacity: Int, geometry: NonVolatileGeometry) -> Int {
    ring(capacity, geometry).region.byteCount
  }

  /// Ids of the entries kept, oldest first.
  public var ids: Range<UInt32> { ring.index.ids }

  /// Appends an entry; false where the memory failed. Anything but an access granted is durable at once.
  @discardableResult
  public mutating func append(_ event: AccessEvent, seconds: Int64) -> Bool {
    var span = slot.mutableSpan
    var octets = span.mutableBytes
    var writer = OctetWriter(at: SlotRing.headerBytes)
    writer.put64(UInt64(bitPattern: seconds), &octets)
    writer.put(event.kind.rawValue, &octets)
    writer.put(event.level, &octets)
    writer.put16(event.client, &octets)
    writer.name(event.object, &octets)
    writer.put64(UInt64(bitPattern: event.before), &octets)
    writer.put64(UInt64(bitPattern: event.after), &octets)
    guard (try? ring.append(&octets, to: &memory)) != nil else { return false }
    return event.kind == .granted || (try? memory.sync()) != nil
  }

  /// Entry `id`; nil where it was overwritten or is damaged.
  public mutating func entry(_ id: UInt32) -> (seconds: Int64, event: AccessEvent)? {
    var span = slot.mutableSpan
    var octets = span.mutableBytes
    guard let isValid = try? ring.read(id, from: &memory, into: &octets), isValid else { return nil }
    let bytes = octets.bytes
    let end = SlotRing.headerBytes + Self.entryOctets
    var reader = OctetReader(SlotRing.headerBytes..<end)
    guard let seconds = try? reader.uint64(bytes), let number = try? reader.uint8(bytes),
      let kind = AccessEvent.Kind(rawValue: number), let level = try? reader.uint8(bytes),
      let client = try? reader.uint16(bytes), let object = try? reader.name(bytes),
      let before = try? reader.uint64(bytes), let after = try? reader.uint64(bytes)
    else { return nil }
    var event = AccessEvent(kind, level: level, client: client)
    event.object = object
    event.before = Int64(bitPattern: before)
    event.after = Int64(bitPattern: after)
    return (Int64(bitPattern: seconds), event)
  }
}
