import CLinux
import CSerialPort
import Glibc
import HAL

/// A serial port through libserialport, made safe for a daemon.
///
/// libserialport finds and configures the port; locking, waiting and loss detection are done here, because
/// 0.1.1 neither locks the port, nor measures time-outs with a monotonic clock, nor reports a hang-up.
public struct LinuxSerialPort: SerialPort, ~Copyable {
  private let port: OpaquePointer
  private let descriptor: Int32

  /// For polling together with other descriptors; reading and writing go through this type where they can.
  public var fileDescriptor: Int32 { descriptor }

  /// Opens `path` (a /dev name or a by-id link) for this process alone.
  public init(path: String, settings: SerialSettings) throws(SerialPortError) {
    let opened = try LinuxSerialPort.open(path, settings)
    port = opened.port
    descriptor = opened.descriptor
  }

  private static func open(
    _ path: String, _ settings: SerialSettings
  ) throws(SerialPortError) -> (port: OpaquePointer, descriptor: Int32) {
    let resolved = resolve(path)
    guard access(resolved, F_OK) == 0 else { throw SerialPortError(.notFound, errorNumber: ENOENT) }
    var found: OpaquePointer?
    guard sp_get_port_by_name(resolved, &found) == SP_OK, let port = found else {
      throw SerialPortError(.notFound, errorNumber: ENODEV)
    }
    var failure: SerialPortError?
    var descriptor: Int32 = -1
    if sp_open(port, SP_MODE_READ_WRITE) == SP_OK {
      sp_get_port_handle(port, &descriptor)
      let locked = lc_serial_lock(descriptor)
      if locked < 0 {
        failure = SerialPortError(
          .busy, errorNumber: -locked, holderProcess: ProcessTable.holder(of: resolved))
      } else {
        do { try apply(settings, to: port) } catch { failure = error }
      }
      if failure != nil { sp_close(port) }
    } else {
      let number = sp_last_error_code()
      switch number {
      case EACCES, EPERM: failure = SerialPortError(.permissionDenied, errorNumber: number)
      case EBUSY:
        failure = SerialPortError(
          .busy, errorNumber: number, holderProcess: ProcessTable.holder(of: resolved))
      default: failure = SerialPortError(.inputOutput, errorNumber: number)
      }
    }
    if let failure {
      sp_free_port(port)
      throw failure
    }
    return (port, descriptor)
  }

  deinit {
    lc_serial_unlock(descriptor)
    sp_close(port)
    sp_free_port(port)
  }

  private static func resolve(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  public mutating func configure(_ settings: SerialSettings) throws(SerialPortError) {
    try drain()
    try LinuxSerialPort.apply(settings, to: port)
  }

  private static func apply(
    _ settings: SerialSettings, to port: OpaquePointer
  ) throws(SerialPortError) {
    let parity: sp_parity =
      switch settings.parity {
      case .none: SP_PARITY_NONE
      case .even: SP_PARITY_EVEN
      case .odd: SP_PARITY_ODD
      }
    guard sp_set_baudrate(port, Int32(settings.baud)) == SP_OK,
      sp_set_bits(port, Int32(settings.dataBits)) == SP_OK, sp_set_parity(port, parity) == SP_OK,
      sp_set_stopbits(port, Int32(settings.stopBits)) == SP_OK,
      sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK
    else { throw SerialPortError(.unsupportedSettings, errorNumber: sp_last_error_code()) }
  }

  public mutating func read(
    into bytes: inout MutableRawSpan, timeoutNanoseconds: Int64
  ) throws(SerialPortError) -> Int {
    guard try wait(for: Int16(POLLIN), nanoseconds: timeoutNanoseconds) else { return 0 }
    let descriptor = self.descriptor
    let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if got < 0 && (errno == EAGAIN || errno == EINTR) { return 0 }
    // A read of nothing after poll said there is something is a hang-up.
    guard got > 0 else { throw LinuxSerialPort.failure(got == 0 ? ENODEV : errno) }
    return got
  }

  public mutating func write(_ bytes: RawSpan, timeoutNanoseconds: Int64) throws(SerialPortError) {
    let clock = LinuxMonotonicClock()
    let deadline = clock.nowNanoseconds() + timeoutNanoseconds
    var done = 0
    while done < bytes.byteCount {
      let left = deadline - clock.nowNanoseconds()
      guard left > 0, try wait(for: Int16(POLLOUT), nanoseconds: left) else {
        throw SerialPortError(.timedOut)
      }
      let descriptor = self.descriptor
      let start = done
      let sent = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start)
      }
      if sent < 0 && errno != EAGAIN && errno != EINTR { throw LinuxSerialPort.failure(errno) }
      done += max(sent, 0)
    }
  }

  public mutating func drain() throws(SerialPortError) {
    while tcdrain(descriptor) < 0 {
      guard errno == EINTR else { throw LinuxSerialPort.failure(errno) }
    }
  }

  public mutating func discardInput() throws(SerialPortError) {
    guard tcflush(descriptor, TCIFLUSH) == 0 else { throw LinuxSerialPort.failure(errno) }
  }

  private func wait(for events: Int16, nanoseconds: Int64) throws(SerialPortError) -> Bool {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let milliseconds = min(max((nanoseconds + 999_999) / 1_000_000, 0), Int64(Int32.max))
    let ready = poll(&entry, 1, Int32(milliseconds))
    if ready < 0 && errno != EINTR { throw LinuxSerialPort.failure(errno) }
    if ready > 0 && entry.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 && entry.revents & events == 0 {
      throw LinuxSerialPort.failure(ENODEV)
    }
    return ready > 0
  }

  private static func failure(_ number: Int32) -> SerialPortError {
    let isGone = number == ENODEV || number == EIO || number == ENXIO || number == EBADF
    return SerialPortError(isGone ? .deviceGone : .inputOutput, errorNumber: number)
  }
}
