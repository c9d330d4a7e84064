/// Channels of one element within a sample set.
struct ElementWiring: BitwiseCopyable {
  private let voltageChannel: UInt8
  private let currentChannel: UInt8
  private let subtractedChannel: UInt8
  /// True when a second voltage is subtracted.
  let hasSubtracted: Bool
  /// True when the current follows the voltage and none is subtracted: the usual wiring, which needs no gathering.
  let isAdjacent: Bool

  init(_ calibration: ElementCalibration) {
    voltageChannel = calibration.voltageChannel
    currentChannel = calibration.currentChannel
    hasSubtracted = calibration.subtractedVoltageChannel != nil
    subtractedChannel = calibration.subtractedVoltageChannel ?? 0
    isAdjacent = !hasSubtracted && Int(currentChannel) == Int(voltageChannel) + 1
  }

  @inline(__always) var voltage: Int { Int(voltageChannel) }
  @inline(__always) var current: Int { Int(currentChannel) }
  /// Second voltage, where there is one.
  @inline(__always) var subtracted: Int { Int(subtractedChannel) }
}
