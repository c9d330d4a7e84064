/// Channels of one element within a sample set.
struct ElementWiring {
  var voltage: Int
  var current: Int
  /// Second voltage, where there is one.
  var subtracted: Int
  var hasSubtracted: Bool

  init(_ calibration: ElementCalibration) {
    voltage = Int(calibration.voltageChannel)
    current = Int(calibration.currentChannel)
    hasSubtracted = calibration.subtractedVoltageChannel != nil
    subtracted = Int(calibration.subtractedVoltageChannel ?? 0)
  }
}
