import HAL

/// A non-volatile medium with a life of its own: it obeys the NOR rules, and fails where it is told to.
///
/// Every program, erase and sync is one operation. With a `cut` planned, that operation and all later ones
/// fail with `powerLost`; `restart` then gives the medium as a mount after the supply's return would find it.
/// The same seed and cut give the same bytes.
public final class EmulatedMedium {
  /// The medium's shape.
  public let geometry: NonVolatileGeometry
  /// What reads see.
  public private(set) var content: [UInt8]
  /// Operations so far: programs, erases and syncs.
  public private(set) var operationCount = 0
  /// Erases so far, by block.
  public private(set) var erases: [Int]
  /// Bytes programmed so far.
  public private(set) var programmedBytes = 0

  /// Planned cut of the supply.
  public var cut: SupplyCut?
  /// The n-th call from now (0 is the next; reads count) fails with `inputOutput`.
  public var failingCall: Int?
  /// After `failingCall`, all calls fail until cleared.
  public var failsForGood = false

  private var durable: [UInt8]
  private var pending: [(offset: Int, bytes: [UInt8])] = []
  private var isDead = false

  /// An erased medium.
  public init(_ geometry: NonVolatileGeometry) {
    self.geometry = geometry
    content = [UInt8](repeating: 0xFF, count: geometry.sizeBytes)
    durable = content
    erases = [Int](repeating: 0, count: geometry.sizeBytes / geometry.eraseBlockBytes)
  }

  /// Brings the supply back: unsynced writes are gone, in part or whole, as the cut said.
  public func restart() {
    if isDead { content = durable }
    durable = content
    pending = []
    isDead = false
    cut = nil
    failingCall = nil
    failsForGood = false
  }

  /// The process died, the medium and its owner did not: everything written stays.
  public func killProcess() { failingCall = nil }

  /// Bit rot: flips one bit.
  public func flipBit(at bit: Int) {
    content[bit / 8] ^= 1 << UInt8(bit % 8)
    durable = content
  }

  func read(at offset: Int, count: Int) throws(NonVolatileError) -> ArraySlice<UInt8> {
    try countCall(offset)
    guard offset >= 0, count >= 0, offset + count <= geometry.sizeBytes else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
    return content[offset..<offset + count]
  }

  func program(at offset: Int, _ bytes: [UInt8]) throws(NonVolatileError) {
    try countCall(offset)
    let unit = geometry.programUnitBytes
    guard offset >= 0, offset % unit == 0, bytes.count % unit == 0,
      offset + bytes.count <= geometry.sizeBytes
    else { throw NonVolatileError(.outOfBounds, offset: offset) }
    if !geometry.isOverwritable {
      // Strict NOR with error correction: a unit may be programmed once after its erase.
      for index in bytes.indices where content[offset + index] != 0xFF {
        throw NonVolatileError(.notErased, offset: offset + index)
      }
    }
    programmedBytes += bytes.count
    try write(offset, bytes)
  }

  func erase(blockAt offset: Int) throws(NonVolatileError) {
    try countCall(offset)
    let size = geometry.eraseBlockBytes
    guard offset >= 0, offset % size == 0, offset + size <= geometry.sizeBytes else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
    erases[offset / size] += 1
    try write(offset, [UInt8](repeating: 0xFF, count: size))
  }

  func sync() throws(NonVolatileError) {
    try countCall(0)
    let number = operationCount
    operationCount += 1
    if let cut, number >= cut.operation { try die(cut, last: nil) }
    durable = content
    pending = []
  }

  private func write(_ offset: Int, _ bytes: [UInt8]) throws(NonVolatileError) {
    let number = operationCount
    operationCount += 1
    if let cut, number >= cut.operation { try die(cut, last: (offset, bytes)) }
    content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    pending.append((offset, bytes))
  }

  private func countCall(_ offset: Int) throws(NonVolatileError) {
    if isDead { throw NonVolatileError(.powerLost, offset: offset) }
    guard let failing = failingCall else { return }
    if failing > 0 {
      failingCall = failing - 1
      return
    }
    if !failsForGood { failingCall = nil }
    throw NonVolatileError(.inputOutput, offset: offset, errorNumber: 5)
  }

  private func die(
    _ cut: SupplyCut, last: (offset: Int, bytes: [UInt8])?
  ) throws(NonVolatileError) -> Never {
    isDead = true
    var random = SeededRandom(seed: cut.seed &+ UInt64(cut.operation) &* 0x9E37_79B9)
    switch cut.mode {
    case .plain:
      durable = content
    case .torn:
      durable = content
      if let last { durable = Self.tear(durable, last, &random) }
    case .reordered:
      // Unsynced writes reached the medium in any order and in any part: each whole, torn or not at all.
      var writes = pending
      if let last { writes.append(last) }
      for write in writes.shuffled(using: &random) {
        switch random.next() % 3 {
        case 0: durable.replaceSubrange(write.offset..<write.offset + write.bytes.count, with: write.bytes)
        case 1: durable = Self.tear(durable, write, &random)
        default: break
        }
      }
    }
    throw NonVolatileError(.powerLost, offset: last?.offset ?? 0)
  }

  /// Applies a write in part: a prefix, a suffix, or bits here and there.
  private static func tear(
    _ image: [UInt8], _ write: (offset: Int, bytes: [UInt8]), _ random: inout SeededRandom
  ) -> [UInt8] {
    var image = image
    let style = random.next() % 3
    let split = write.bytes.isEmpty ? 0 : Int(random.next() % UInt64(write.bytes.count))
    for (index, byte) in write.bytes.enumerated() {
      switch style {
      case 0: if index < split { image[write.offset + index] = byte }
      case 1: if index >= split { image[write.offset + index] = byte }
      default:
        let mask = UInt8(truncatingIfNeeded: random.next())
        image[write.offset + index] = image[write.offset + index] & ~mask | byte & mask
      }
    }
    return image
  }
}
