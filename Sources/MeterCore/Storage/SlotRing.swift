import HAL

/// A ring of equal, checksummed slots in a region of non-volatile memory.
///
/// Slot: `crc32c u32 | id u32 | payload`, little-endian, padded to the program unit. The checksum covers id
/// and payload and is seeded with the ring's kind, so a slot of another ring or format never passes.
/// NOR rules: a group of slots is erased before its first slot is written and never at another time, each
/// slot is programmed once. A torn slot is skipped, its id burned: damage costs one slot, never the ring.
/// `docs/storage.md` gives the bytes.
public struct SlotRing: Sendable, BitwiseCopyable {
  /// Bytes of checksum and id before the payload.
  public static let headerBytes = 8

  /// The ring's arithmetic.
  public private(set) var index: RingIndex
  /// Place in the memory.
  public let region: StorageRegion
  /// Bytes of a slot, header and padding included.
  public let slotBytes: Int
  /// Slots found torn or corrupt since mount (mount included).
  public private(set) var damagedSlots: UInt32 = 0

  private let groupBytes: Int
  private let blockBytes: Int
  private let seed: UInt32

  /// A ring for `capacity` entries of `payloadBytes` that starts at `offset` of a memory.
  public init(
    offset: Int, capacity: Int, payloadBytes: Int, kind: UInt32, geometry: NonVolatileGeometry
  ) {
    let unit = max(geometry.programUnitBytes, 4)
    slotBytes = (SlotRing.headerBytes + payloadBytes + unit - 1) / unit * unit
    blockBytes = geometry.eraseBlockBytes
    let blocksPerGroup = (slotBytes + blockBytes - 1) / blockBytes
    groupBytes = blocksPerGroup * blockBytes
    index = RingIndex(capacity: capacity, slotsPerGroup: groupBytes / slotBytes)
    region = StorageRegion(offset: offset, byteCount: index.groupCount * groupBytes)
    seed = kind
  }

  /// Byte offset of slot `slot`.
  public func offset(ofSlot slot: Int) -> Int {
    region.offset + slot / index.slotsPerGroup * groupBytes + slot % index.slotsPerGroup * slotBytes
  }

  /// Finds the newest valid slot; `scratch` holds at least one slot.
  public mutating func mount<Memory: NonVolatile & ~Copyable>(
    _ memory: inout Memory, scratch: inout MutableRawSpan
  ) throws(StorageError) {
    damagedSlots = 0
    var newest: UInt32 = 0
    var oldest = UInt32.max
    var found = false
    var slot = 0
    while slot < index.slotCount {
      switch try load(slot: slot, from: &memory, into: &scratch) {
      case .valid(let id):
        if !found || id > newest { newest = id }
        if id < oldest { oldest = id }
        found = true
      case .damaged: damagedSlots &+= 1
      case .blank: break
      }
      slot += 1
    }
    if found { index.restore(firstID: min(oldest, newest), nextID: newest + 1) }
  }

  /// Begins at `id` instead of 0, when the entries before it are known to be lost.
  public mutating func begin(atLeast id: UInt32) {
    if id > index.nextID {
      index.restore(firstID: index.count == 0 ? id : index.firstID, nextID: id)
    }
  }

  /// Appends the entry whose payload stands in `slot` after the header bytes, and returns its id.
  ///
  /// The slot is durable after the memory's next `sync`. In a ring without capacity only the id advances.
  /// Where the memory fails the slot (or, when its erase failed, the group) is given up and its ids burned, so
  /// that the next attempt goes elsewhere and one bad block does not stop the ring.
  public mutating func append<Memory: NonVolatile & ~Copyable>(
    _ slot: inout MutableRawSpan, to memory: inout Memory
  ) throws(StorageError) -> UInt32 {
    while let number = index.slot(of: index.nextID) {
      let offset = offset(ofSlot: number)
      var isErasing = false
      do {
        if index.startsGroup(index.nextID) {
          isErasing = true
          try eraseGroup(at: offset, in: &memory)
          isErasing = false
        } else if !memory.geometry.isOverwritable, try !isBlank(offset, in: &memory) {
          // A supply cut tore this slot; on NOR it cannot be programmed again before its group's erase.
          damagedSlots &+= 1
          index.advance()
          continue
        }
        seal(&slot, id: index.nextID)
        try memory.program(at: offset, slot.bytes.extracting(0..<slotBytes))
      } catch {
        for _ in 0..<(isErasing ? index.slotsPerGroup : 1) { index.advance() }
        throw .memory(error)
      }
      break
    }
    let id = index.nextID
    index.advance()
    return id
  }

  /// Reads entry `id` into `slot`; false when it was overwritten, never written or is damaged.
  public func read<Memory: NonVolatile & ~Copyable>(
    _ id: UInt32, from memory: inout Memory, into slot: inout MutableRawSpan
  ) throws(StorageError) -> Bool {
    guard index.ids.contains(id), let number = index.slot(of: id) else { return false }
    if case .valid(id) = try load(slot: number, from: &memory, into: &slot) { return true }
    return false
  }

  /// What a slot holds.
  enum SlotState: Equatable { case blank, damaged, valid(UInt32) }

  /// Reads slot `number` and judges it.
  func load<Memory: NonVolatile & ~Copyable>(
    slot number: Int, from memory: inout Memory, into buffer: inout MutableRawSpan
  ) throws(StorageError) -> SlotState {
    do {
      try memory.read(at: offset(ofSlot: number), count: slotBytes, into: &buffer)
    } catch { throw .memory(error) }
    let id = buffer.readUInt32(at: 4)
    if buffer.readUInt32(at: 0) == checksum(buffer.bytes.extracting(4..<slotBytes)),
      Int(id % UInt32(index.slotCount)) == number
    {
      return .valid(id)
    }
    for offset in 0..<slotBytes
    where buffer.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) != 0xFF {
      return .damaged
    }
    return .blank
  }

  private func seal(_ slot: inout MutableRawSpan, id: UInt32) {
    slot.write(id, at: 4)
    slot.write(checksum(slot.bytes.extracting(4..<slotBytes)), at: 0)
  }

  private func checksum(_ bytes: RawSpan) -> UInt32 { CRC32C.checksum(bytes, seed: seed) }

  private func eraseGroup<Memory: NonVolatile & ~Copyable>(
    at offset: Int, in memory: inout Memory
  ) throws(NonVolatileError) {
    var block = offset
    while block < offset + groupBytes {
      try memory.erase(blockAt: block)
      block += blockBytes
    }
  }

  private func isBlank<Memory: NonVolatile & ~Copyable>(
    _ offset: Int, in memory: inout Memory
  ) throws(NonVolatileError) -> Bool {
    var chunk = InlineArray<32, UInt8>(repeating: 0)
    var done = 0
    while done < slotBytes {
      let length = min(32, slotBytes - done)
      var span = chunk.mutableSpan
      var bytes = span.mutableBytes
      try memory.read(at: offset + done, count: length, into: &bytes)
      for i in 0..<length where bytes.unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self) != 0xFF {
        return false
      }
      done += length
    }
    return true
  }
}
