import HAL

/// What the meter remembers of its calibration, so that neither a change nor a shortened history is silent.
extension PulseMeter where Memory: ~Copyable {
  /// Says which calibration the measured values have, after `begin`.
  ///
  /// Another record than before is logged once (`calibrationChanged`) and flags the open period.
  ///
  /// - Parameters:
  ///   - record: number of the calibration record in use, 0 for none.
  ///   - history: number of the newest record of the history, of whatever kind, 0 for none.
  public mutating func noteCalibration(record: UInt32, history: UInt32) {
    guard record != state.calibrationRecord || history != state.calibrationHistory else { return }
    if record != state.calibrationRecord {
      log(.calibrationChanged, value: Int64(record))
      state.openFlags.insert(.configurationChanged)
    }
    state.calibrationRecord = record
    state.calibrationHistory = history
    commit()
  }
}
