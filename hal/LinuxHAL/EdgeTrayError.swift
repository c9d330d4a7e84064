import Glibc

/// The file that holds edges between the kernel and the store cannot be used.
public struct EdgeTrayError: Error, Equatable, CustomStringConvertible {
  /// Path of the tray.
  public let path: String
  /// errno of the failed call.
  public let errorNumber: Int32

  /// What to tell the user.
  public var description: String {
    "\(path): \(String(cString: strerror(errorNumber))); the data folder must be writable and on a local disk"
  }
}
