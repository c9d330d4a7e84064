import Foundation

/// A file that is only appended to, through one buffer.
struct AppendFile: ~Copyable {
  let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static var capacity: Int { 1 << 16 }

  /// Opens or creates the file, cut to `length` bytes.
  init(path: String, length: Int) throws(FleetError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
    guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      let code = errno
      close(descriptor)
      throw .file(path: path, operation: "cut", code: code)
    }
    buffer.reserveCapacity(Self.capacity)
  }

  deinit { close(descriptor) }

  /// Appends `count` bytes that `fill` writes.
  @inline(__always)
  mutating func append(_ count: Int, _ fill: (inout MutableRawSpan) -> Void) throws(FleetError) {
    if buffer.count + count > Self.capacity { try write() }
    let start = buffer.count
    for _ in 0..<(count / 8) { buffer.append(contentsOf: AppendFile.zeros) }
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    var part = bytes._mutatingExtracting(start..<(start + count))
    fill(&part)
  }

  private static let zeros: [UInt8] = Array(repeating: 0, count: 8)

  /// Hands everything to the operating system.
  mutating func write() throws(FleetError) {
    var done = 0
    while done < buffer.count {
      let count = buffer.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0 {
        if errno == EINTR { continue }
        buffer.removeFirst(done)
        throw .file(path: path, operation: "write", code: errno)
      }
      done += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Returns once everything survives a supply cut.
  mutating func sync() throws(FleetError) {
    try write()
    guard fdatasync(descriptor) == 0 else { throw .file(path: path, operation: "sync", code: errno) }
  }
}
