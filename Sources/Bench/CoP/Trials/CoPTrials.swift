/// What was tried on a bench, and what came of it.
public struct CoPTrials: Sendable {
  /// The clock set by level 1.
  public var clockByLevel1: ClockAttempt?
  /// The clock stepped and reset.
  public var clockSteps: [ClockStep] = []
  /// End of the period in which the clock was stepped, UTC seconds.
  public var clockStepPeriodEnd: Int64?
  /// Periods that were set.
  public var periods: [PeriodAttempt] = []
  /// Passwords that were set.
  public var passwords: [PasswordAttempt] = []
  /// Wrong passwords that were given.
  public var wrongPasswords: [WrongPassword] = []
  /// Conditions that were made, by the number of the flag's bit.
  public var conditions: [Int: FlagTrial] = [:]
  /// Flags of the periods around the trials, by the period's end, as read first and again.
  public var flags: [Int64: Int64] = [:]
  public var flagsAgain: [Int64: Int64] = [:]
  /// The supply failure.
  public var outage: OutageTrial?
  /// What was restored, and what could not be.
  public var restored: [(what: String, failure: String?)] = []

  /// Nothing tried.
  public init() {}

  /// An attempt to set the clock.
  public struct ClockAttempt: Equatable, Sendable {
    /// True where the meter refused.
    public var isRefused: Bool
    /// How far the clock moved, in seconds.
    public var movedSeconds: Double
  }

  /// The clock put wrong and reset.
  public struct ClockStep: Equatable, Sendable {
    /// How far it was put wrong, in seconds.
    public var stepSeconds: Int64
    /// True where the wrong password was refused, and how far the clock moved then.
    public var isWrongRefused: Bool
    public var movedByWrong: Double
    /// Offset after the reset with the right password, in seconds.
    public var offset: Double
    /// How far `offset` may be wrong, in seconds.
    public var uncertainty: Double
  }

  /// A period that was set.
  public struct PeriodAttempt: Equatable, Sendable {
    /// Its length.
    public var seconds: Int64
    /// True where the meter took it and shows it.
    public var isTaken: Bool
  }

  /// A password that was set.
  public struct PasswordAttempt: Equatable, Sendable {
    /// Characters.
    public var length: Int
    /// True where the meter took it and lets it in.
    public var isTaken: Bool
  }

  /// A wrong password.
  public struct WrongPassword: Equatable, Sendable {
    /// The level.
    public var level: Int
    /// True where it was refused.
    public var isRefused: Bool
    /// True where the meter logged the attempt; nil where it shows no log.
    public var isLogged: Bool?
    /// True where the right password works afterwards.
    public var worksAfterwards: Bool
  }

  /// A condition that was made for part of one period.
  public struct FlagTrial: Equatable, Sendable {
    /// End of the period.
    public var periodEnd: Int64
    /// Who made it.
    public var by: String
  }

  /// The supply dropped over consecutive periods.
  public struct OutageTrial: Equatable, Sendable {
    /// Ends of the periods.
    public var periodEnds: [Int64]
    /// Energy stored for each of them; nil for no row.
    public var energies: [Int64?]
    /// The meter's count of failures before and after.
    public var countBefore: Int64?
    public var countAfter: Int64?
    /// How far the clock moved over it, in seconds.
    public var movedSeconds: Double
    /// How far `movedSeconds` may be wrong, in seconds.
    public var uncertainty: Double
  }
}
