/// The seal that guards calibration: a switch under the meter's cover.
public protocol SealMonitor {
  /// True while the seal is broken (the cover is open); nil where that cannot be told now.
  func isBroken() -> Bool?
}
