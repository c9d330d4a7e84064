import Glibc
import HAL

/// CLOCK_MONOTONIC, the clock the kernel stamps edges with.
public struct LinuxMonotonicClock: MonotonicClock, Sendable {
  /// Creates the clock.
  public init() {}

  public func nowNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
