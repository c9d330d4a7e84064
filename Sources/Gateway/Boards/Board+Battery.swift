import HAL
import LinuxHAL

extension Board {
  /// The battery to be watched, where the board names its clock.
  var battery: (any BatteryMonitor)? { batteryDevice.map { RealTimeClockBattery(path: $0) } }
}
