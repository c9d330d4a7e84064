import Glibc
import HAL

/// Non-volatile memory in one preallocated file.
///
/// Reads and writes go through the page cache (`pread`/`pwrite`), so a killed process loses nothing it wrote
/// and a failing disk answers with an error instead of a signal; `sync` is `fdatasync`. The file is created
/// under a temporary name, filled with `0xFF`, made durable and renamed, so it exists whole or not at all.
public struct FileNonVolatile: NonVolatile, ~Copyable {
  /// Size of the erase blocks it emulates: the page size that storage writes at once.
  public static let blockBytes = 4096

  /// The file's shape.
  public let geometry: NonVolatileGeometry
  private let descriptor: Int32
  private let isReadOnly: Bool

  /// Opens `path`, creating it with `sizeBytes` (rounded up to blocks) when it does not exist.
  ///
  /// An existing file keeps its own size; it must be a multiple of the block size. A new one gets `permissions`.
  public init(
    path: String, createWithBytes sizeBytes: Int, permissions: UInt32 = 0o640
  ) throws(NonVolatileError) {
    var descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
    if descriptor < 0 && errno == ENOENT {
      let blocks = (sizeBytes + FileNonVolatile.blockBytes - 1) / FileNonVolatile.blockBytes
      try FileNonVolatile.create(path, blocks: blocks, permissions: permissions)
      descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
    }
    guard descriptor >= 0 else { throw FileNonVolatile.failure(at: 0) }
    let geometry = try FileNonVolatile.geometry(of: descriptor)
    self.descriptor = descriptor
    self.geometry = geometry
    isReadOnly = false
  }

  /// Opens an existing file for reading only.
  public init(readingPath path: String) throws(NonVolatileError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileNonVolatile.failure(at: 0) }
    let geometry = try FileNonVolatile.geometry(of: descriptor)
    self.descriptor = descriptor
    self.geometry = geometry
    isReadOnly = true
  }

  deinit { close(descriptor) }

  private static func geometry(of descriptor: Int32) throws(NonVolatileError) -> NonVolatileGeometry {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 0, size % blockBytes == 0 else {
      close(descriptor)
      throw NonVolatileError(.outOfBounds, offset: max(size, 0))
    }
    return NonVolatileGeometry(
      sizeBytes: size, eraseBlockBytes: blockBytes, programUnitBytes: 8, isOverwritable: true)
  }

  private static func create(
    _ path: String, blocks: Int, permissions: UInt32
  ) throws(NonVolatileError) {
    let temporary = path + ".new"
    let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(permissions))
    guard descriptor >= 0 else { throw failure(at: 0) }
    defer { close(descriptor) }
    let result = posix_fallocate(descriptor, 0, off_t(blocks * blockBytes))
    guard result == 0 else { throw failure(at: 0, result) }
    let erased = [UInt8](repeating: 0xFF, count: blockBytes)
    for block in 0..<blocks {
      guard pwrite(descriptor, erased, blockBytes, off_t(block * blockBytes)) == blockBytes else {
        throw failure(at: block * blockBytes)
      }
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(at: 0) }
    guard DurableFile.syncFolder(of: path) else { throw failure(at: 0) }
  }

  private static func failure(at offset: Int, _ number: Int32 = errno) -> NonVolatileError {
    let kind: NonVolatileError.Kind =
      switch number {
      case ENOSPC, EDQUOT, EFBIG: .noSpace
      case EROFS, EACCES, EPERM: .readOnly
      default: .inputOutput
      }
    return NonVolatileError(kind, offset: offset, errorNumber: number)
  }

  public mutating func read(
    at offset: Int, count: Int, into bytes: inout MutableRawSpan
  ) throws(NonVolatileError) {
    guard offset >= 0, count <= bytes.byteCount, offset + count <= geometry.sizeBytes else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
    let descriptor = self.descriptor
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(offset)) }
    guard got == count else { throw FileNonVolatile.failure(at: offset) }
  }

  public mutating func program(at offset: Int, _ bytes: RawSpan) throws(NonVolatileError) {
    guard !isReadOnly else { throw NonVolatileError(.readOnly, offset: offset) }
    guard offset >= 0, offset + bytes.byteCount <= geometry.sizeBytes else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
    let descriptor = self.descriptor
    let count = bytes.byteCount
    let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, count, off_t(offset)) }
    guard written == count else { throw FileNonVolatile.failure(at: offset) }
  }

  public mutating func erase(blockAt offset: Int) throws(NonVolatileError) {
    guard offset % FileNonVolatile.blockBytes == 0 else {
      throw NonVolatileError(.outOfBounds, offset: offset)
    }
    let erased = InlineArray<4096, UInt8>(repeating: 0xFF)
    try program(at: offset, erased.span.bytes)
  }

  public mutating func sync() throws(NonVolatileError) {
    guard !isReadOnly else { return }
    guard fdatasync(descriptor) == 0 else { throw FileNonVolatile.failure(at: 0) }
  }
}
