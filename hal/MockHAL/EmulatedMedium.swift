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

  /// Everything done so far, when `isRecording`.
  public private(set) var journal: MediumJournal
  /// Whether operations are recorded in `journal`.
  public var isRecording = false

  /// Planned cut of the supply.
  public var cut: SupplyCut?
  /// The n-th call from now (0 is the next; reads count) fails with `inputOutput`.
  public var failingCall: Int?
  /// Blocks that fail every program and erase.
  public var badBlocks: Set<Int> = []
  /// After `failingCall`, all calls fail until cleared.
  public var failsForGood = false

  private var durable: [UInt8]
  private var pending: [(offset: Int, bytes: [UInt8])] = []
  private var isDead = false

  /// A medium with `content`, erased when nil.
  public init(_ geometry: NonVolatileGeometry, content: [UInt8]? = nil) {
    self.geometry = geometry
    self.content = content ?? [UInt8](repeating: 0xFF, count: geometry.sizeBytes)
    durable = self.content
    journal = MediumJournal(geometry)
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
    if isRecording { journal.append(.sync) }
  }

  private func write(_ offset: Int, _ bytes: [UInt8]) throws(NonVolatileError) {
    if badBlocks.contains(offset / geometry.eraseBlockBytes) {
      throw NonVolatileError(.inputOutput, offset: offset, errorNumber: 5)
    }
    let number = operationCount
    operationCount += 1
    if let cut, number >= cut.operation { try die(cut, last: (offset, bytes)) }
    content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    pending.append((offset, bytes))
    if isRecording { journal.append(.write(offset: offset, bytes: bytes)) }
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
    durable = cut.image(visible: content, durable: durable, pending: pending, last: last)
    throw NonVolatileError(.powerLost, offset: last?.offset ?? 0)
  }
}
