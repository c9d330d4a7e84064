import Glibc
import HAL
import LinuxHAL

/// A pseudo terminal as a serial port: a simulator's, or one made by socat. It has neither speed nor parity,
/// so settings are accepted and do nothing.
struct PseudoTerminalPort: SerialPort, ~Copyable {
  private let descriptor: Int32

  /// True where `path` leads to a pseudo terminal, which libserialport does not know.
  static func isPseudoTerminal(_ path: String) -> Bool {
    guard let resolved = realpath(path, nil) else { return false }
    defer { free(resolved) }
    return String(cString: resolved).hasPrefix("/dev/pts/")
  }

  init(path: String) throws(SerialPortError) {
    descriptor = try Self.open(path)
  }

  private static func open(_ path: String) throws(SerialPortError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SerialPortError(errno == EACCES ? .permissionDenied : .notFound, errorNumber: errno)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw SerialPortError(.busy, errorNumber: EWOULDBLOCK, holderProcess: ProcessTable.holder(of: path))
    }
    var settings = termios()
    tcgetattr(descriptor, &settings)
    cfmakeraw(&settings)
    tcsetattr(descriptor, TCSANOW, &settings)
    return descriptor
  }

  deinit { close(descriptor) }

  mutating func configure(_ settings: SerialSettings) {}

  mutating func read(
    into bytes: inout MutableRawSpan, timeoutNanoseconds: Int64
  ) throws(SerialPortError) -> Int {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(clamping: max((timeoutNanoseconds + 999_999) / 1_000_000, 0))
    guard poll(&entry, 1, milliseconds) > 0 else { return 0 }
    let descriptor = self.descriptor
    let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if got < 0 && (errno == EAGAIN || errno == EINTR) { return 0 }
    guard got > 0 else { throw SerialPortError(.deviceGone, errorNumber: errno) }
    return got
  }

  mutating func write(_ bytes: RawSpan, timeoutNanoseconds: Int64) throws(SerialPortError) {
    var done = 0
    while done < bytes.byteCount {
      let descriptor = self.descriptor
      let start = done
      let sent = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start)
      }
      if sent > 0 {
        done += sent
      } else if errno == EAGAIN {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, Int32(clamping: timeoutNanoseconds / 1_000_000)) > 0 else {
          throw SerialPortError(.timedOut)
        }
      } else if errno != EINTR {
        throw SerialPortError(.deviceGone, errorNumber: errno)
      }
    }
  }

  mutating func drain() {}

  mutating func discardInput() { tcflush(descriptor, TCIFLUSH) }
}
