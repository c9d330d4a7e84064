import Instation

/// What a bench may do to a meter that stands on it.
public struct CoPBenchSetUp {
  /// Passwords of levels 1, 2, 3 and, where the seal is broken, 4.
  public var passwords: [Secret]
  /// The serial number that somebody typed: another meter is left alone.
  public var confirmedSerial: String
  /// The maximum demand may be reset, which nothing restores.
  public var mayResetDemand = false
  /// Who makes conditions; nil for nobody.
  public var conditions: (any CoPConditions)?

  /// The largest step of a clock, in seconds.
  public static let largestClockStep: Int64 = 600

  /// A set-up.
  public init(passwords: [Secret], confirmedSerial: String) throws(CoPOptionError) {
    guard passwords.count >= 3, passwords.count <= 4 else {
      throw CoPOptionError(reason: "needs the passwords of levels 1, 2 and 3 (and 4), a line each")
    }
    self.passwords = passwords
    self.confirmedSerial = confirmedSerial
  }

  /// Passwords that are tried; no secrets of the meter, but nothing to show either.
  static func trial(length: Int) -> Secret { Secret(Array("Bq7xT2mK9wR4zD".utf8.prefix(length))) }

  /// A password that is not the right one of `level`.
  func wrong(_ level: Int) -> Secret {
    var octets = passwords[level - 1].octets
    repeat {
      octets[octets.count - 1] = octets[octets.count - 1] == 0x7A ? 0x61 : octets[octets.count - 1] + 1
    } while passwords.contains(Secret(octets))
    return Secret(octets)
  }

  var secrets: [Secret] { passwords + (1...3).map(wrong) + [5, 6, 12, 13].map(Self.trial) }
}

/// Makes conditions at a meter: a simulator, or a person who is asked to.
public protocol CoPConditions: AnyObject {
  /// Who it is, for the report.
  var name: String { get }
  /// Begins a condition by the number of its flag, bit 0 PF; false where it cannot be made.
  func begin(flag: Int) -> Bool
  /// Ends it.
  func end(flag: Int)
  /// Drops the outstation's supply; false where it cannot.
  func dropSupply() -> Bool
  /// Brings the supply back.
  func restoreSupply()
}
