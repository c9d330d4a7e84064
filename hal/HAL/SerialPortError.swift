/// Why a serial port failed.
public struct SerialPortError: Error, Equatable, Sendable, BitwiseCopyable {
  /// What generic code may react to without knowing the device.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// No such device.
    case notFound
    /// The user may not open it.
    case permissionDenied
    /// Another program holds it.
    case busy
    /// The device cannot do these settings.
    case unsupportedSettings
    /// The device went away while open.
    case deviceGone
    /// A write did not finish in time.
    case timedOut
    /// The device failed for another reason.
    case inputOutput
  }

  /// The kind of failure.
  public var kind: Kind
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32
  /// Process id of the program that holds the port, 0 when unknown.
  public var holderProcess: Int32

  /// Creates an error.
  public init(_ kind: Kind, errorNumber: Int32 = 0, holderProcess: Int32 = 0) {
    self.kind = kind
    self.errorNumber = errorNumber
    self.holderProcess = holderProcess
  }
}
