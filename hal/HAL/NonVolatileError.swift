/// Why a non-volatile memory refused a call, and where.
public struct NonVolatileError: Error, Equatable, Sendable, BitwiseCopyable {
  /// What generic code may react to without knowing the device.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The device failed; retrying may help once.
    case inputOutput
    /// Offset or length outside the memory, or off a program or erase unit.
    case outOfBounds
    /// A program would have to set a bit, which only an erase can.
    case notErased
    /// The medium has no room left (a file that could not be allocated).
    case noSpace
    /// The medium refuses writes.
    case readOnly
    /// The supply is gone (test doubles): nothing works until the next mount.
    case powerLost
  }

  /// The kind of failure.
  public var kind: Kind
  /// Byte offset of the call that failed.
  public var offset: Int
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32

  /// Creates an error.
  public init(_ kind: Kind, offset: Int, errorNumber: Int32 = 0) {
    self.kind = kind
    self.offset = offset
    self.errorNumber = errorNumber
  }
}
