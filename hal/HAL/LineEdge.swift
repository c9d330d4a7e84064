/// One change of level on a pulse line, stamped where it happened (interrupt or sample), not where it was read.
public struct LineEdge: Equatable, Sendable, BitwiseCopyable {
  /// Index of the pulse channel the line belongs to.
  public var channel: UInt8
  /// True when the line became active (polarity already applied).
  public var isActive: Bool
  /// Monotonic time of the edge in nanoseconds.
  public var tickNanoseconds: Int64
  /// The source's running number of edges on this line, 0 where the source cannot number them.
  /// Two consecutive edges whose numbers differ by n lost n - 1 edges between them.
  public var sequence: UInt32

  /// Creates an edge.
  public init(channel: UInt8, isActive: Bool, tickNanoseconds: Int64, sequence: UInt32 = 0) {
    self.channel = channel
    self.isActive = isActive
    self.tickNanoseconds = tickNanoseconds
    self.sequence = sequence
  }
}
