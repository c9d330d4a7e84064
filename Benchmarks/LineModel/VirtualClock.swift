/// Monotonic time that moves only when a line waits or carries octets.
public final class VirtualClock {
  public internal(set) var nanoseconds: Int64 = 0

  /// A clock at 0.
  public init() {}

  /// Lets time pass.
  public func pass(_ nanoseconds: Int64) { self.nanoseconds += max(nanoseconds, 0) }

  func pass(until time: Int64) { nanoseconds = max(nanoseconds, time) }
}
