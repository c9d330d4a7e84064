import Glibc
import HAL

/// Why a line to a meter failed.
public enum LineError: Error, Equatable, Sendable {
  /// The host's name is unknown.
  case unknownHost(String)
  /// No connection; the operating system's error number.
  case notConnected(errorNumber: Int32)
  /// The other side ended the connection.
  case closed
  /// The connection or device failed; the operating system's error number.
  case failed(errorNumber: Int32)
  /// The serial port failed.
  case serial(SerialPortError)
  /// A recording does not go on as the reader does.
  case recordingDiffers(String)

  /// What happened, in words.
  public var words: String {
    switch self {
    case .unknownHost(let host): "the host '\(host)' is unknown"
    case .notConnected(let number): "no connection: \(Self.text(number))"
    case .closed: "the other side closed the connection"
    case .failed(let number): "the connection failed: \(Self.text(number))"
    case .serial(let error): "the serial port failed: \(Self.words(error))"
    case .recordingDiffers(let what): "the recording differs: \(what)"
    }
  }

  /// What to do next.
  public var advice: String {
    switch self {
    case .unknownHost: "the name is misspelt, or the name service does not know it; try its IP address"
    case .notConnected(let number) where number == ECONNREFUSED:
      "nothing listens on this port (COSEM over TCP uses 4059), or the meter serves another reader already"
    case .notConnected(let number)
    where number == ETIMEDOUT || number == EHOSTUNREACH || number == ENETUNREACH:
      "address, network or firewall; or the modem is off"
    case .notConnected: "address or network"
    case .closed:
      "another framing (wrapper or HDLC) is spoken there, the meter serves another reader, or it restarted"
    case .failed: "network or power; read again"
    case .serial(let error):
      switch error.kind {
      case .notFound: "the port's name ('meter doctor' lists the ports)"
      case .permissionDenied: "add the user to the group 'dialout' and log in again"
      case .busy:
        error.holderProcess > 0
          ? "process \(error.holderProcess) holds the port; stop it"
          : "another program holds the port; stop it"
      case .unsupportedSettings: "the port cannot do this baud rate or frame; try --software-parity"
      case .deviceGone: "the adapter was unplugged"
      case .timedOut, .inputOutput: "flow control, wiring, or the adapter"
      }
    case .recordingDiffers: "the recording is of another session: same driver, period and options are needed"
    }
  }

  private static func words(_ error: SerialPortError) -> String {
    switch error.kind {
    case .notFound: "no such port"
    case .permissionDenied: "permission denied"
    case .busy: "in use by another program"
    case .unsupportedSettings: "it cannot do these settings"
    case .deviceGone: "the device is gone"
    case .timedOut: "nothing could be sent in time"
    case .inputOutput: text(error.errorNumber)
    }
  }

  private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
