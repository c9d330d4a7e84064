/// What a pulse input can promise about the edges it reports.
public struct PulseInputCapabilities: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  /// Creates a set from its raw bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Lost edges leave a gap in `LineEdge.sequence`, so their exact number is known.
  public static let countsLostEdges = PulseInputCapabilities(rawValue: 1 << 0)
  /// Edges are stamped in the interrupt, with the monotonic clock.
  public static let stampsInInterrupt = PulseInputCapabilities(rawValue: 1 << 1)
  /// Edges that arrive while the process restarts stay queued and are delivered afterwards.
  public static let survivesRestart = PulseInputCapabilities(rawValue: 1 << 2)
}
