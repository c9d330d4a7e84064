/// A time of the UTC day at which something is done every day.
public struct TimeOfDay: Equatable, Sendable, CustomStringConvertible {
  /// Seconds since midnight UTC, 0 to 86 399.
  public let seconds: Int64

  /// Reads `hh:mm`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hour = Int64(parts[0]), let minute = Int64(parts[1]), hour < 24, minute < 60
    else { return nil }
    seconds = hour * 3600 + minute * 60
  }

  /// The newest time at or before `now`: seconds UTC.
  public func latest(before now: Int64) -> Int64 {
    let today = now / 86_400 * 86_400 + seconds
    return today <= now ? today : today - 86_400
  }

  public var description: String {
    let minutes = seconds / 60
    return "\(minutes / 600)\(minutes / 60 % 10):\(minutes % 60 / 10)\(minutes % 10)"
  }
}
