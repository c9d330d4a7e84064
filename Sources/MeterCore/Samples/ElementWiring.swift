/// Channels of one element within a sample set.
struct ElementWiring: BitwiseCopyable {
  private let voltageChannel: UInt8
  private let currentChannel: UInt8
  private let subtractedChannel: UInt8
  /// True when a second voltage is subtracted.
  let hasSubtracted: Bool

  init(_ calibration: ElementCalibration) {
    voltageChannel = calibration.voltageChannel
    currentChannel = calibration.currentChannel
    hasSubtracted = calibration.subtractedVoltageChannel != nil
    subtractedChannel = calibration.subtractedVoltageChannel ?? 0
  }

  @inline(__always) var voltage: Int { Int(voltageChannel) }
  @inline(__always) var current: Int { Int(currentChannel) }
  /// Second voltage, where there is one.
  @inline(__always) var subtracted: Int { Int(subtractedChannel) }
}
