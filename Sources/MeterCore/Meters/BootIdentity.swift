/// Names one run of the monotonic clock; ticks of different boots cannot be compared.
public struct BootIdentity: Equatable, Sendable, BitwiseCopyable {
  /// High and low half of the operating system's boot id.
  public var high: UInt64
  public var low: UInt64

  /// A boot that equals no other: every start is a cold start.
  public static let unknown = BootIdentity(high: 0, low: 0)

  /// Creates an identity.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// True when the tick counters of both are the same.
  func continues(_ other: BootIdentity) -> Bool { self != .unknown && self == other }
}
