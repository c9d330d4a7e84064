/// Why a pulse input failed.
public struct PulseInputError: Error, Equatable, Sendable, BitwiseCopyable {
  /// What generic code may react to without knowing the device.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The device went away (unplugged, driver unbound).
    case deviceGone
    /// The device failed for another reason.
    case inputOutput
    /// There is no such channel.
    case noSuchChannel
  }

  /// The kind of failure.
  public var kind: Kind
  /// The channel concerned, 255 for all.
  public var channel: UInt8
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32

  /// Creates an error.
  public init(_ kind: Kind, channel: UInt8 = 255, errorNumber: Int32 = 0) {
    self.kind = kind
    self.channel = channel
    self.errorNumber = errorNumber
  }
}
