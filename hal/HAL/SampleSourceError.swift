/// Why a sample source failed, and where in its stream.
public struct SampleSourceError: Error, Equatable, Sendable, BitwiseCopyable {
  /// What generic code may react to without knowing the device.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The device went away (unplugged, driver unbound, line hung up).
    case deviceGone
    /// The device failed for another reason.
    case inputOutput
    /// The stream ended inside a set; all whole sets before it were delivered.
    case truncated
    /// The stream holds what its format forbids; all sets before it were delivered.
    case malformed
    /// The stream's format is not the one the source was opened with.
    case unsupportedFormat
    /// The caller's buffer holds less than one set.
    case bufferTooSmall
  }

  /// The kind of failure.
  public var kind: Kind
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32
  /// Sets delivered before the failure.
  public var setsDelivered: UInt64
  /// Byte offset in the file of what failed, -1 where there is none.
  public var byteOffset: Int64
  /// Line of a text file, 1 for the first, 0 where there is none.
  public var line: UInt32
  /// Column (in bytes) of a text file, 1 for the first, 0 where there is none.
  public var column: UInt32

  /// Creates an error.
  public init(
    _ kind: Kind, errorNumber: Int32 = 0, setsDelivered: UInt64 = 0, byteOffset: Int64 = -1, line: UInt32 = 0,
    column: UInt32 = 0
  ) {
    self.kind = kind
    self.errorNumber = errorNumber
    self.setsDelivered = setsDelivered
    self.byteOffset = byteOffset
    self.line = line
    self.column = column
  }
}
