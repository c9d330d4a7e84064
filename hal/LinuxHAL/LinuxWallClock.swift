import CLinux
import Glibc
import HAL

/// CLOCK_REALTIME with the kernel's own word on its discipline (adjtimex).
public struct LinuxWallClock: WallClock, Sendable {
  /// Earliest time that can be true; before it the clock counts as not set (no RTC, no NTP yet).
  public let earliestUTCSeconds: Int64

  /// Creates the clock; a time before `earliestUTCSeconds` (default 2025-01-01) is no time.
  public init(earliestUTCSeconds: Int64 = 1_735_689_600) { self.earliestUTCSeconds = earliestUTCSeconds }

  public func read() -> WallClockReading? {
    var time = timespec()
    guard clock_gettime(CLOCK_REALTIME, &time) == 0, Int64(time.tv_sec) >= earliestUTCSeconds else {
      return nil
    }
    var isSynchronised: Int32 = 0
    var maximumErrorMicroseconds: Int64 = 0
    let isKnown = lc_discipline(&isSynchronised, &maximumErrorMicroseconds) == 0
    return WallClockReading(
      utcNanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec),
      isSynchronised: isKnown && isSynchronised != 0,
      maximumErrorNanoseconds: isKnown ? maximumErrorMicroseconds * 1000 : nil)
  }
}
