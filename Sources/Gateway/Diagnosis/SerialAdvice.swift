import Glibc
import HAL

/// Serial errors in words, with what to do next.
public enum SerialAdvice {
  /// The words for `error` on `device`.
  public static func text(_ error: SerialPortError, device: String) -> String {
    switch error.kind {
    case .notFound: return "\(device): no such port; 'meter doctor' lists the ports"
    case .permissionDenied:
      return "\(device): permission denied; add the user to the group 'dialout' and log in again"
    case .busy:
      let who = error.holderProcess > 0 ? "process \(error.holderProcess)" : "another program"
      return "\(device): in use by \(who); stop it first"
    case .unsupportedSettings: return "\(device): the port cannot do this baud rate or frame format"
    case .deviceGone: return "\(device): the device is gone; plug it in again"
    case .timedOut: return "\(device): nothing could be sent in time; check flow control and wiring"
    case .inputOutput: return "\(device): \(String(cString: strerror(error.errorNumber)))"
    }
  }
}
