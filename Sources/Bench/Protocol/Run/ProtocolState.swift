/// A protocol test as it is kept between runs: every attempt at every step.
public struct ProtocolState: Codable, Equatable, Sendable {
  /// Format of the file.
  public static let format = "swift-meter-protocol/1"

  /// An attempt at a step.
  public struct Attempt: Codable, Equatable, Sendable {
    /// The step.
    public var step: String
    /// Which attempt at it, from 1.
    public var number: Int
    /// Begin and end, UTC.
    public var startedAt: String
    public var endedAt: String
    /// What came of it.
    public var test: EvidenceCase
  }

  /// The meter's clock against the reference, read outside the steps.
  public struct ClockReading: Codable, Equatable, Sendable {
    /// The step after which it was read; `start` for before a run's first one.
    public var after: String
    /// When, UTC seconds of the reference.
    public var atSeconds: Int64
    /// Meter minus UTC in seconds.
    public var offset: Double
    /// How far `offset` may be wrong, in seconds.
    public var uncertainty: Double
    /// True where the reference itself was synchronised.
    public var isReferenceSynchronised: Bool
  }

  /// Format and version.
  public var format = ProtocolState.format
  /// The code that the script is for.
  public var cop: Int
  /// Where the meter is, and its serial number.
  public var target: String
  public var serial: String
  /// The set-up sheet as it was given.
  public var sheet: ProtocolSheet
  /// When it was begun, UTC.
  public var startedAt: String
  /// Attempts in order.
  public var attempts: [Attempt] = []
  /// The step under way; set while one is done, so that a run that broke off is noticed.
  public var begun: String?
  /// The meter's time (UTC seconds) when a step last left a mark in its periods.
  public var disturbedAt: Int64?
  /// Runs that paused or broke off: when and where.
  public var interruptions: [String] = []
  /// The clock over the run; nil in a state of before it was kept.
  public var clock: [ClockReading]?
  /// The span of DR1-1's collection: starts of its first and last period, UTC seconds.
  public var span: [Int64]?

  /// The attempt that counts for a step: the last one.
  public func last(_ step: String) -> Attempt? { attempts.last { $0.step == step } }
}
