import HAL

/// What the meter remembers of its calibration, so that neither a change nor a shortened history is silent, and the
/// compensation of errors of what is before it.
extension PulseMeter where Memory: ~Copyable {
  /// Books every pulse from now on with `thousandthsOfPercent` more (less, where negative): errors of the current and voltage
  /// transformers before the meter. What was booked stays. Durable when it returns true; false, and no weight is changed,
  /// where one does not fit or the memory failed.
  ///
  /// Amounts (`startAmounts`) are not compensated: they come from a calibrated source.
  @inline(never)
  public mutating func setErrorCompensation(_ thousandthsOfPercent: Int32) -> Bool {
    let before = state.errorCompensation
    for channel in 0..<Int(state.channelCount)
    where state.channels[channel].configuration.pulseEnergy.compensated(thousandthsOfPercent) == nil {
      return false
    }
    compensate(thousandthsOfPercent)
    if commit() { return true }
    compensate(before)
    return false
  }

  /// A pulse constant changed so that its compensated weight does not fit: no compensation is in force then, and the log
  /// says so.
  mutating func checkCompensation() {
    for channel in 0..<Int(state.channelCount)
    where state.channels[channel].configuration.pulseEnergy.compensated(state.errorCompensation) == nil {
      compensate(0)
      log(.configurationChanged, value: 0)
      return
    }
  }

  private mutating func compensate(_ thousandthsOfPercent: Int32) {
    for channel in 0..<Int(state.channelCount) {
      let weight = state.channels[channel].configuration.pulseEnergy.compensated(thousandthsOfPercent)
      if let weight { state.channels[channel].weigh(weight) }
    }
    state.errorCompensation = thousandthsOfPercent
    changed()
  }

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
