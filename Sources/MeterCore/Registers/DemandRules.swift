/// How demand is formed: the mean power over a period that ends on the UTC grid.
public struct DemandRules: Equatable, Sendable, BitwiseCopyable {
  /// Most sub-intervals in a demand period.
  public static let maximumSubintervals = 6

  /// Minutes of a sub-interval: demand is judged at the end of each. Divides the hour.
  public let subintervalMinutes: UInt8
  /// Sub-intervals in a demand period: 1 is block demand, more is sliding demand.
  public let subintervals: UInt8

  /// Half-hour block demand.
  public static let halfHour = DemandRules(subintervalMinutes: 30, subintervals: 1)!

  /// Creates rules; nil where the sub-interval does not divide the hour or there are too many.
  public init?(subintervalMinutes: UInt8, subintervals: UInt8) {
    guard subintervalMinutes > 0, 60 % subintervalMinutes == 0, subintervals >= 1,
      Int(subintervals) <= Self.maximumSubintervals
    else { return nil }
    self.subintervalMinutes = subintervalMinutes
    self.subintervals = subintervals
  }

  /// Seconds of a demand period.
  public var periodSeconds: Int64 { Int64(subintervalMinutes) * 60 * Int64(subintervals) }
  /// Seconds of a sub-interval.
  public var subintervalSeconds: Int64 { Int64(subintervalMinutes) * 60 }
}
