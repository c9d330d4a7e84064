/// What goes wrong on a virtual line. Positions count octets of one direction over all connections, so that a
/// fault happens once.
public struct LineFaults: Sendable, Equatable {
  /// Which way octets go.
  public enum Direction: String, Sendable, CaseIterable { case toMeter, toClient }

  /// One place on the line.
  public struct Place: Sendable, Equatable {
    public var direction: Direction
    /// Octets that passed before.
    public var position: Int

    public init(_ direction: Direction, _ position: Int) {
      self.direction = direction
      self.position = position
    }
  }

  /// The connection ends before this octet.
  public var cut: Place?
  /// This octet arrives with the bits of `mask` turned over.
  public var corrupt: Place?
  public var mask: UInt8 = 0x10
  /// Noise on every octet of both directions.
  public var noise: LineNoise?
  /// The line returns what is sent.
  public var hasEcho = false
  /// How much later than its turnaround the meter answers, in nanoseconds.
  public var delayNanoseconds: Int64 = 0
  /// The meter restarts when it has received this many requests (sends of the client), and knows no link then.
  public var restartAfterRequests: Int?

  /// A clean line.
  public init() {}
}
