import HAL

/// A meter's state in non-volatile memory: a ring of committed records and, on memory that can be
/// overwritten, two staging slots in erase blocks of their own.
///
/// Every record begins with its generation (u64); the newest valid one wins, wherever it stands.
public struct StateRing: Sendable, BitwiseCopyable {
  /// Committed records.
  public internal(set) var ring: SlotRing
  /// The two staging slots; empty on memory that is not overwritable.
  public let staging: StorageRegion
  /// Bytes from one staging slot to the other.
  public let stagingStride: Int
  /// Number of the newest record; grows by one with every stage and commit.
  public private(set) var generation: UInt64 = 0

  private var stagesToSecond = false

  /// Room for `capacity` records of `payloadBytes` (generation included) from `offset`.
  public init(offset: Int, capacity: Int, payloadBytes: Int, geometry: NonVolatileGeometry) {
    ring = SlotRing(
      offset: offset, capacity: max(capacity, 1), payloadBytes: payloadBytes, kind: 0x5441_5453,
      geometry: geometry)
    let block = geometry.eraseBlockBytes
    stagingStride = geometry.isOverwritable ? (ring.slotBytes + block - 1) / block * block : 0
    staging = StorageRegion(offset: ring.region.end, byteCount: 2 * stagingStride)
  }

  /// First byte after ring and staging.
  public var end: Int { staging.end }

  /// Appends the record whose payload stands in `slot` after the generation, and syncs the memory.
  mutating func commit<Memory: NonVolatile & ~Copyable>(
    _ slot: inout MutableRawSpan, to memory: inout Memory
  ) throws(StorageError) {
    generation += 1
    slot.write(generation, at: SlotRing.headerBytes)
    _ = try ring.append(&slot, to: &memory)
    do { try memory.sync() } catch { throw .memory(error) }
  }

  /// Writes the record into the older staging slot, without a sync.
  mutating func stage<Memory: NonVolatile & ~Copyable>(
    _ slot: inout MutableRawSpan, to memory: inout Memory
  ) throws(StorageError) {
    guard staging.byteCount > 0 else { return }
    generation += 1
    slot.write(generation, at: SlotRing.headerBytes)
    let offset = staging.offset + (stagesToSecond ? stagingStride : 0)
    stagesToSecond.toggle()
    let length = ring.slotBytes
    slot.write(UInt32(truncatingIfNeeded: generation), at: 4)
    slot.write(StateRing.stagingChecksum(slot.bytes.extracting(4..<length)), at: 0)
    do { try memory.program(at: offset, slot.bytes.extracting(0..<length)) } catch { throw .memory(error) }
  }

  /// Gives `decode` the newest committed record, and the staged ones that are newer; false when there is none.
  ///
  /// `decode` returns whether it took the record; it changes nothing where it does not. A valid record that it does
  /// not understand is of another program: an older one in its place would take the registers back, so it is an error.
  mutating func load<Memory: NonVolatile & ~Copyable>(
    from memory: inout Memory, into slot: inout MutableRawSpan,
    decode: (_ slot: inout MutableRawSpan) -> Bool
  ) throws(StorageError) -> Bool {
    var found = false
    // The mount has left out what is torn: the newest id is a valid record.
    if let id = ring.index.ids.last, try ring.read(id, from: &memory, into: &slot) {
      let stored = slot.readUInt64(at: SlotRing.headerBytes)
      guard decode(&slot) else { throw .unknownRecord }
      found = true
      generation = stored
    }
    let length = ring.slotBytes
    for half in 0..<(staging.byteCount > 0 ? 2 : 0) {
      do {
        try memory.read(at: staging.offset + half * stagingStride, count: length, into: &slot)
      } catch { throw .memory(error) }
      guard slot.readUInt32(at: 0) == StateRing.stagingChecksum(slot.bytes.extracting(4..<length)) else {
        continue
      }
      let staged = slot.readUInt64(at: SlotRing.headerBytes)
      if !found || staged > generation {
        guard decode(&slot) else { throw .unknownRecord }
        found = true
        generation = staged
        stagesToSecond = half == 0
      }
    }
    return found
  }

  private static func stagingChecksum(_ bytes: RawSpan) -> UInt32 {
    CRC32C.checksum(bytes, seed: 0x4741_5453)
  }
}
