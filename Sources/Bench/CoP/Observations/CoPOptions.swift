import Instation

/// What is asked of a meter, and what it is compared with.
public struct CoPOptions: Sendable {
  /// The code.
  public var code: CodeOfPractice
  /// The equipment is from before 30 June 2022: the older storage rule counts.
  public var isLegacy = false
  /// Limit of the clock is 10 s instead of 20 s.
  public var isStrictTime = false
  /// Hours over which the clock's drift is measured; 0 for not at all.
  public var hours = 0.0
  /// Days of the profile to read.
  public var days = 31
  /// Full load in watts: nominal voltage, largest current and ratios. Without it the highest stored demand stands for it.
  public var fullLoadWatts: Double?
  /// The meter technical details to compare with.
  public var expected: MeterTechnicalDetails?
  /// Edges of the pulse output.
  public var pulses: CoPPulses?
  /// What `meter bench accuracy` found of this meter.
  public var accuracy: CoPAccuracy?
  /// Start of the charging period of the maximum demand, UTC seconds; nil for the month of the newest row.
  public var chargingPeriodStart: Int64?

  /// The usual options.
  public init(_ code: CodeOfPractice) { self.code = code }

  /// Limit of the clock's offset in seconds.
  public var timeLimitSeconds: Double { isStrictTime ? 10 : 20 }
}
