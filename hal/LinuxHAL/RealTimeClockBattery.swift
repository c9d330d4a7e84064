import CLinux
import HAL

/// The battery of a real-time clock as its Linux driver tells of it (`RTC_VL_READ`).
public struct RealTimeClockBattery: BatteryMonitor {
  private let path: String

  /// The clock's device, e.g. `/dev/rtc0`.
  public init(path: String) { self.path = path }

  /// True where the driver reports the backup low or empty; nil where it cannot be opened or does not tell.
  public func isLow() -> Bool? {
    let answer = lc_rtc_backup_low(path)
    return answer < 0 ? nil : answer != 0
  }
}
