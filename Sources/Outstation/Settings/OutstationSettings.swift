import COSEM
import HAL

/// What an outstation must keep: passwords, keys, counters, ratios.
public struct OutstationSettings: Sendable, BitwiseCopyable {
  /// Passwords of levels 1 to 4.
  public var passwords = InlineArray<4, Password>(repeating: .none)
  /// Encryption key (global unicast).
  public var encryptionKey = Key128(InlineArray(repeating: 0))
  /// Authentication key.
  public var authenticationKey = Key128(InlineArray(repeating: 0))
  /// True once keys were given; without them nothing is ciphered.
  public var hasKeys = false
  /// The outstation's system title.
  public var title = SystemTitle(InlineArray(repeating: 0))
  /// Number of the next protected message sent; first 1.
  public var sendCounter: UInt32 = 1
  /// Lowest number of a client's next protected message.
  public var receiveCounter: UInt32 = 1
  /// Numbers of the reserve above `receiveCounter` may have been used since it was stored.
  public var hasReceived = false
  /// Security policy: 0 none, 1 authenticated, 2 encrypted, 3 both.
  public var policy: UInt8 = 0
  /// Current transformer ratio, numerator and denominator.
  public var currentRatio = Ratio(1, 1)
  /// Voltage transformer ratio, numerator and denominator.
  public var voltageRatio = Ratio(1, 1)
  /// Identifies the credentials that the settings were made with, 0 for none: other ones replace those kept.
  public var credentialsMark: UInt64 = 0
  /// Maximum demand resets.
  public var demandResets: UInt32 = 0

  /// A transformer's ratio.
  public struct Ratio: Equatable, Sendable, BitwiseCopyable {
    /// Primary and secondary.
    public var numerator: UInt32
    public var denominator: UInt32
    /// Creates a ratio.
    public init(_ numerator: UInt32, _ denominator: UInt32) {
      self.numerator = numerator
      self.denominator = denominator
    }
  }

  /// Settings of a new outstation.
  public init() {}

  /// Gives level 1 to 4 its password. False unless it has 6 (or `shortest`) to 12 characters and no other level uses it.
  public mutating func setPassword(_ text: RawSpan, level: Int, shortest: Int = 6) -> Bool {
    guard (1...4).contains(level), let password = Password(text, shortest: shortest) else { return false }
    for other in 0..<4 where other != level - 1 && passwords[other].isEqual(text) { return false }
    passwords[level - 1] = password
    return true
  }

  /// Takes the passwords, keys and title of `other`. Counters go on: a nonce is never used twice and no old message
  /// taken again, also where earlier keys come back.
  public mutating func takeCredentials(of other: OutstationSettings) {
    passwords = other.passwords
    encryptionKey = other.encryptionKey
    authenticationKey = other.authenticationKey
    hasKeys = other.hasKeys
    title = other.title
    credentialsMark = other.credentialsMark
  }

  /// The highest level whose password this is, 0 for none. All four are compared, whatever the outcome.
  func level(of password: RawSpan) -> UInt8 {
    var level: UInt8 = 0
    for index in 0..<4 where passwords[index].isEqual(password) { level = UInt8(index + 1) }
    return level
  }
}
