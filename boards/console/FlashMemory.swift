import CBoard
import HAL

/// A stretch of the board's flash, as the store sees it.
public struct FlashMemory: NonVolatile {
  public let geometry: NonVolatileGeometry
  /// First byte of the stretch in the board's flash.
  private let base: Int

  /// Blocks at the end of the flash that the benchmark uses.
  private static let scratchBlocks = 4
  /// Blocks before them that an outstation keeps its settings in.
  private static let settingsBlocks = 2
  /// Blocks that an outstation keeps its log of accesses in: the first of the scratch blocks, as the image with an outstation
  /// has no benchmark.
  private static let accessBlocks = 2

  /// The meter's part of the flash.
  public static var meter: FlashMemory {
    FlashMemory(base: 0, blocks: blocks - settingsBlocks - scratchBlocks)
  }

  /// The outstation's part: passwords and counters.
  public static var settings: FlashMemory {
    FlashMemory(base: (blocks - settingsBlocks - scratchBlocks) * blockBytes, blocks: settingsBlocks)
  }

  /// The outstation's part: the log of accesses.
  public static var accesses: FlashMemory {
    FlashMemory(base: (blocks - scratchBlocks) * blockBytes, blocks: accessBlocks)
  }

  /// The part that may be erased at any time.
  public static var scratch: FlashMemory {
    FlashMemory(base: (blocks - scratchBlocks) * blockBytes, blocks: scratchBlocks)
  }

  private static var blockBytes: Int { Int(board_flash_erase_block()) }
  private static var blocks: Int { Int(board_flash_size()) / blockBytes }

  private init(base: Int, blocks: Int) {
    self.base = base
    geometry = NonVolatileGeometry(
      sizeBytes: blocks * FlashMemory.blockBytes, eraseBlockBytes: FlashMemory.blockBytes,
      programUnitBytes: Int(board_flash_program_unit()), isOverwritable: false)
  }

  public mutating func read(
    at offset: Int, count: Int, into bytes: inout MutableRawSpan
  ) throws(NonVolatileError) {
    try check(offset, count, room: bytes.byteCount)
    let result = bytes.withUnsafeMutableBytes { buffer in
      board_flash_read(UInt32(base + offset), buffer.baseAddress, UInt32(count))
    }
    try check(result, at: offset)
  }

  public mutating func program(at offset: Int, _ bytes: RawSpan) throws(NonVolatileError) {
    let count = bytes.byteCount
    try check(offset, count, room: count)
    let result = bytes.withUnsafeBytes { buffer in
      board_flash_program(UInt32(base + offset), buffer.baseAddress, UInt32(count))
    }
    try check(result, at: offset)
  }

  public mutating func erase(blockAt offset: Int) throws(NonVolatileError) {
    try check(offset, geometry.eraseBlockBytes, room: geometry.eraseBlockBytes)
    try check(board_flash_erase(UInt32(base + offset)), at: offset)
  }

  /// Every call returns with the cells written.
  public mutating func sync() {}

  /// Erases the whole stretch.
  public mutating func eraseAll() throws(NonVolatileError) {
    var block = 0
    while block < geometry.sizeBytes {
      try erase(blockAt: block)
      block += geometry.eraseBlockBytes
    }
  }

  private func check(_ offset: Int, _ count: Int, room: Int) throws(NonVolatileError) {
    guard offset >= 0, count >= 0, count <= room, offset <= geometry.sizeBytes - count else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
  }

  private func check(_ result: Int32, at offset: Int) throws(NonVolatileError) {
    switch Int(result) {
    case Int(BOARD_FLASH_OK): return
    case Int(BOARD_FLASH_NOT_ERASED): throw NonVolatileError(.notErased, offset: offset)
    case Int(BOARD_FLASH_OUT_OF_BOUNDS): throw NonVolatileError(.outOfBounds, offset: offset)
    default: throw NonVolatileError(.inputOutput, offset: offset)
    }
  }
}
