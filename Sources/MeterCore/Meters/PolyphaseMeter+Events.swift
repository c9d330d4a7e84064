import HAL

/// What a window says about the supply, beside its energy.
extension PolyphaseMeter where Memory: ~Copyable {
  mutating func watch(_ window: WindowMeasurement<Elements>) {
    if window.missingSamples > 0 || !window.isValid {
      registers.flag(.possibleLoss)
    }
    if window.missingSamples > 0 {
      // A kernel counts them in the first window behind the gap; the broken one before does not know yet.
      registers.logOnce(.samplesLost, bit: 16, channel: 0, value: Int64(clamping: window.missingSamples))
    }
    guard window.isValid else { return }
    for element in 0..<Elements {
      let measurement = window.elements[element]
      if isOverRange(measurement) {
        // What was clipped is a lower bound: the whole window goes to the registers of estimates.
        registers.flag([.possibleLoss, .error])
        registers.logOnce(
          .overRange, bit: 32 << UInt8(min(element, 2)), channel: 0, element: element + 1,
          value: Int64(measurement.overRangeCount))
      }
      // The rms value of a part of a cycle says nothing about the supply.
      if window.end != .synchronised, window.end != .stopped,
        let event = monitors[element].take(
          millivolts: measurement.voltageMillivolts, nanoseconds: window.durationNanoseconds,
          configuration.supply)
      {
        registers.log(event.code, channel: UInt8(element + 1), value: event.value)
      }
      if monitors[element].condition == .failed { registers.flag(.phaseFailure) }
    }
    watchSequence(window)
    watchDirection(window)
  }

  /// Whether so many samples were clipped that the window's energy is not measured; its elements share it, as they share
  /// the total.
  func isOverRange(_ window: WindowMeasurement<Elements>) -> Bool {
    for element in 0..<Elements where isOverRange(window.elements[element]) { return true }
    return false
  }

  private func isOverRange(_ measurement: ElementMeasurement) -> Bool {
    measurement.overRangeCount >= configuration.overRangeSamples
  }

  /// L2 follows L1 by 120 degrees, L3 by 240. Judged where all three voltages are healthy.
  private mutating func watchSequence(_ window: WindowMeasurement<Elements>) {
    guard configuration.wiring == .threePhaseFourWire, Elements == 3 else { return }
    for element in 0..<3 {
      guard window.elements[element].isVoltageHealthy, window.elements[element].hasFundamental else { return }
    }
    let first = window.elements[0].fundamental.voltageAngleMillidegrees
    var second = window.elements[1].fundamental.voltageAngleMillidegrees - first
    if second > 180_000 { second -= 360_000 }
    if second < -180_000 { second += 360_000 }
    let isReversed = second > 60_000 && second < 180_000
    let isForward = second < -60_000 && second > -180_000
    guard isReversed || isForward, isReversed != isSequenceReversed else { return }
    isSequenceReversed = isReversed
    registers.log(isReversed ? .phaseSequenceReversed : .phaseSequenceRestored, value: 0)
  }

  /// REV is for energy that runs against its register: export where the meter has no export register.
  private mutating func watchDirection(_ window: WindowMeasurement<Elements>) {
    if configuration.wiring.hasTotal, configuration.summation == .vector {
      var sum = FineEnergy.zero
      for element in 0..<Elements { sum += window.elements[element].active }
      watchDirection(totalActiveGate.isOpen ? sum : .zero, element: 0, window)
    } else {
      for element in 0..<Elements {
        let energy = activeGates[element].isOpen ? window.elements[element].active : .zero
        watchDirection(energy, element: element + 1, window)
      }
    }
  }

  private mutating func watchDirection(
    _ energy: FineEnergy, element: Int, _ window: WindowMeasurement<Elements>
  ) {
    let place = element == 0 ? 3 : element - 1
    let before = reverseNanoseconds[place]
    if energy.isNegative {
      reverseNanoseconds[place] = before &+ window.durationNanoseconds
      let isBooked = Self.place(.activeExport, element: element).map { channelIndex[$0] != 255 } ?? false
      if !isBooked { registers.flag(.reverseRunning) }
      if before == 0 {
        registers.log(
          .reverseRunning, channel: UInt8(element), value: energy.milliwatts(over: window.durationNanoseconds)
        )
      }
    } else if before > 0 {
      reverseNanoseconds[place] = 0
      registers.log(.forwardRunning, channel: UInt8(element), value: Int64(before / 1_000_000))
    }
  }
}
