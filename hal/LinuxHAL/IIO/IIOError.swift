import Glibc

/// An industrial I/O device that cannot be used as asked: what failed and what to do.
public struct IIOError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The device as it was named.
  public var device: String
  /// The file concerned, empty where there is none.
  public var path: String
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32
  /// What is wrong and what would be right.
  public var reason: String

  init(_ device: String, path: String = "", errorNumber: Int32 = 0, _ reason: String) {
    self.device = device
    self.path = path
    self.errorNumber = errorNumber
    self.reason = reason
  }

  public var description: String {
    var text = "iio device \(device): \(reason)"
    if errorNumber != 0 { text += ": \(String(cString: strerror(errorNumber)))" }
    if !path.isEmpty { text += " (\(path))" }
    return text
  }
}
