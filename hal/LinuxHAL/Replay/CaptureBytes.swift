import Glibc
import HAL

/// The bytes of a capture, read in portions of 64 KiB: memory does not grow with the file.
final class CaptureBytes {
  static let portionBytes = 65_536

  let path: String
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: CaptureBytes.portionBytes)
  private var position = 0
  private var filled = 0
  /// Offset in the file of the next byte.
  private(set) var offset: Int64 = 0

  init(path: String) throws(SampleFileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SampleFileError(path, .inputOutput, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw SampleFileError(path, .inputOutput, "is a folder; name the capture file in it")
    }
  }

  deinit { close(descriptor) }

  /// Goes to `offset`.
  func seek(to offset: Int64) throws(SampleFileError) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
      throw SampleFileError(path, .inputOutput, at: offset, "cannot be rewound: it is not a regular file")
    }
    self.offset = offset
    position = 0
    filled = 0
  }

  /// The next byte, nil at the end.
  @inline(__always)
  func next() throws(SampleFileError) -> UInt8? {
    if position == filled {
      guard try refill() else { return nil }
    }
    defer {
      position += 1
      offset += 1
    }
    return buffer[position]
  }

  private func refill() throws(SampleFileError) -> Bool {
    while true {
      let got = read(descriptor, &buffer, buffer.count)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw SampleFileError(
          path, .inputOutput, at: offset, "cannot be read: \(String(cString: strerror(errno)))")
      }
      position = 0
      filled = got
      return got > 0
    }
  }

  /// Up to `count` bytes as a little-endian number, and how many there were.
  func littleEndian(_ count: Int) throws(SampleFileError) -> (value: UInt64, bytes: Int) {
    var value: UInt64 = 0
    for index in 0..<count {
      guard let byte = try next() else { return (value, index) }
      value |= UInt64(byte) << UInt64(8 * index)
    }
    return (value, count)
  }
}
