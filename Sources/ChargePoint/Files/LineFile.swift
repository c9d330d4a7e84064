import Glibc
import Synchronization

/// A file of lines that only grows. Each line is one write to the kernel: a killed process loses none.
public final class LineFile: Sendable {
  /// What went wrong, with the path and the system's reason.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var path: String
    public var number: Int32

    public var description: String { "\(path): \(String(cString: strerror(number)))" }
  }

  public let path: String
  private let isSynchronous: Bool
  private let descriptor: Int32
  /// Length of the file's whole lines.
  private let length: Mutex<off_t>

  /// Opens or makes the file (mode 0600).
  ///
  /// A last line cut short by a crash is ended, so that it spoils no other.
  /// - Parameter isSynchronous: wait for the medium (fdatasync) after every line
  public init(path: String, isSynchronous: Bool = false) throws(Failure) {
    self.path = path
    self.isSynchronous = isSynchronous
    let opened = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw Failure(path: path, number: errno) }
    descriptor = opened
    var end = lseek(opened, 0, SEEK_END)
    var last: UInt8 = 0
    // A pipe or a terminal cannot seek, and needs no repair.
    if end > 0, pread(opened, &last, 1, end - 1) == 1, last != 0x0a {
      var newline: UInt8 = 0x0a
      if write(opened, &newline, 1) == 1 { end += 1 }
    }
    length = Mutex(max(end, 0))
  }

  deinit { close(descriptor) }

  /// Appends one line and its end. On failure nothing of it stays in the file.
  public func append(_ line: String) throws(Failure) {
    let bytes = Array((line + "\n").utf8)
    let number = length.withLock { length -> Int32 in
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 {
          if errno == EINTR { continue }
          let number = errno
          ftruncate(descriptor, length)
          return number
        }
        written += count
      }
      if isSynchronous, fdatasync(descriptor) != 0, errno != EINVAL {
        let number = errno
        ftruncate(descriptor, length)
        return number
      }
      length += off_t(bytes.count)
      return 0
    }
    if number != 0 { throw Failure(path: path, number: number) }
  }

  /// The whole lines of a file, empty when it does not exist.
  public static func lines(path: String) throws(Failure) -> [String] {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      if errno == ENOENT { return [] }
      throw Failure(path: path, number: errno)
    }
    defer { close(opened) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(opened, &chunk, chunk.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(path: path, number: errno)
      }
      bytes += chunk[..<count]
    }
    return bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
  }
}
