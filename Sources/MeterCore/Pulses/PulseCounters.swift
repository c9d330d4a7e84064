/// What a pulse line did, for diagnosis. The 32-bit counters wrap; all survive restarts.
public struct PulseCounters: Equatable, Sendable, BitwiseCopyable {
  /// Edges taken from the source.
  public var edges: UInt64 = 0
  /// Runs that the filter swallowed (spikes and bounce).
  public var rejected: UInt32 = 0
  /// Counted pulses outside the plausible width or rate.
  public var suspect: UInt32 = 0
  /// Edges known to be lost, from gaps in the source's numbering.
  public var lostEdges: UInt32 = 0
  /// Edges that reported the level the line already had: interrupts that merged.
  public var mergedEdges: UInt32 = 0
  /// Pulses delivered after their period had been closed; booked in the period that was open.
  public var late: UInt32 = 0

  /// All zero.
  public init() {}
}
