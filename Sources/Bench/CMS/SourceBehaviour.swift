/// How a charge point behaves while it plays a plan: the settings of a good one, and what can be wrong with it.
public struct SourceBehaviour: Equatable, Sendable {
  /// Seconds between periodic readings; 0 for none.
  public var sampleInterval: Int64 = 60
  /// Seconds of the clock-aligned grid; 0 for none.
  public var alignedInterval: Int64 = 900
  /// The register when the plan begins, in Wh.
  public var initialRegister: Int64 = 12_345
  /// Percent of the true energy that the register counts.
  public var registerPercent: Int64 = 100
  /// Below this load in W the register does not count.
  public var startingLoad: Int64 = 0
  /// Seconds that the charge point's clock is ahead.
  public var clockOffset: Int64 = 0
  /// The central system knows of the offset and marks the readings.
  public var isOffsetKnown = false
  /// No delivery in these times (seconds UTC); readings are kept and sent afterwards.
  public var offline: [Range<Int64>] = []
  /// When what was kept is sent: seconds UTC; nil for the end of the outage.
  public var replayAt: Int64?
  /// Kept readings are lost instead.
  public var losesKept = false
  /// Kept readings are stamped with the time of delivery instead of their own.
  public var stampsDelivery = false
  /// While offline the central system fills in the last value as if it had been read.
  public var fillsWithLast = false
  /// The register does not count in these times.
  public var blind: [Range<Int64>] = []
  /// At this time the register is set to zero.
  public var resetAt: Int64?
  /// First value that the register cannot show, in Wh; 0 for none.
  public var rollsOverAt: Int64 = 0
  /// Every n-th frame is sent twice; 0 for none.
  public var duplicateEvery = 0
  /// Every n-th frame is delivered after the next two; 0 for none.
  public var disorderEvery = 0
  /// Frames out of order carry each other's stamps.
  public var swapsStamps = false

  /// A good charge point.
  public init() {}
}
