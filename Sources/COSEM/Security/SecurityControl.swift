/// The security control octet of suite 0.
public struct SecurityControl: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  /// Creates a set from its raw bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The APDU carries a tag.
  public static let authenticated = SecurityControl(rawValue: 0x10)
  /// The APDU is encrypted.
  public static let encrypted = SecurityControl(rawValue: 0x20)
  /// The broadcast key is meant.
  public static let broadcast = SecurityControl(rawValue: 0x40)
  /// The plain APDU is compressed (not taken).
  public static let compressed = SecurityControl(rawValue: 0x80)

  /// The suite's number.
  public var suite: UInt8 { rawValue & 0x0F }
}
