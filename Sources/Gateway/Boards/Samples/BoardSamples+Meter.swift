import HAL
import MeterCore

/// What the meter behind sampled inputs has and how it is set up.
extension BoardSamples {
  /// Registers: those of the total where the elements add up, then those of every element.
  public var registers: [(quantity: Quantity, element: UInt8)] {
    let wiring = meterWiring
    var list: [(Quantity, UInt8)] = []
    if wiring.hasTotal { list += Quantity.allCases.map { ($0, 0) } }
    if wiring.hasElementRegisters {
      let quantities =
        wiring.hasTotal
        ? [
          .activeImport, .activeExport, .reactiveQuadrant1, .reactiveQuadrant2, .reactiveQuadrant3,
          .reactiveQuadrant4, .apparentImport, .apparentExport,
        ] : Quantity.allCases
      for element in 1...UInt8(wiring.elementCount) { list += quantities.map { ($0, element) } }
    }
    return list
  }

  var meterWiring: Wiring {
    switch wiring {
    case .singlePhase: .singlePhase
    case .twinElement: .twinElement
    case .threePhaseFourWire: .threePhaseFourWire
    case .threePhaseThreeWire: .threePhaseThreeWire
    }
  }

  /// Set-up of the meter beside its registers.
  public var polyphaseConfiguration: PolyphaseConfiguration {
    let milliwatts = startPowerMicrowattsPerElement / 1000
    let noLoad = NoLoadThresholds(
      startMilliwatts: UInt32(clamping: milliwatts * noLoadStartPercent / 100),
      stopMilliwatts: UInt32(clamping: milliwatts * noLoadStopPercent / 100))
    let summation: Summation =
      switch self.summation {
      case .vector: .vector
      case .magnitude: .byMagnitude
      case .absolute: .absolute
      }
    return PolyphaseConfiguration(
      wiring: meterWiring, summation: summation, activeNoLoad: noLoad, reactiveNoLoad: noLoad,
      supply: SupplyThresholds(nominalMillivolts: UInt32(clamping: nominalVoltageMillivolts)))
  }

  /// Set-up of the kernel for samples of `format`.
  public func kernelConfiguration(_ format: SampleFormat) -> SampleConfiguration {
    SampleConfiguration(
      sampleRate: format.setsPerSecondNumerator, per: format.setsPerSecondDenominator,
      channelCount: format.channelCount, bits: format.significantBits,
      nominalHertz: UInt8(nominalFrequencyHertz),
      healthyVoltageMillivolts: UInt32(clamping: nominalVoltageMillivolts / 2), measuresFundamental: true)
  }

  /// Calibration of element `element` (from 0): as recorded, else by the board file.
  public func calibration(element: Int) -> ElementCalibration? {
    guard let board = boardCalibration(element: element) else { return nil }
    guard let recorded = recordedCalibration?.elements, element < recorded.count else { return board }
    return recorded[element].applied(to: board)
  }

  /// Calibration of element `element` (from 0) by the board file.
  public func boardCalibration(element: Int) -> ElementCalibration? {
    let (voltage, current, subtracted) = roles(element: element)
    guard let voltage = channel(voltage), let current = channel(current),
      let microvolts = voltage.unitsPerCount.times(1_000_000),
      let nanoamperes = current.unitsPerCount.times(1_000_000_000),
      let voltageGain = ScaleFactor(microvolts.numerator, over: microvolts.denominator),
      let currentGain = ScaleFactor(nanoamperes.numerator, over: nanoamperes.denominator)
    else { return nil }
    var calibration = ElementCalibration(
      voltageGain: voltageGain, currentGain: currentGain, voltageChannel: UInt8(voltage.input),
      currentChannel: UInt8(current.input),
      subtractedVoltageChannel: subtracted.flatMap { channel($0) }.map { UInt8($0.input) })
    calibration.isCurrentReversed = current.isReversed != voltage.isReversed
    calibration.phaseMicroradians = current.thetaMicroradians
    calibration.leadTime = current.tauNanoseconds * 256
    return calibration
  }

  private func roles(element: Int) -> (SampleRole, SampleRole, SampleRole?) {
    guard wiring == .threePhaseThreeWire else {
      return ([SampleRole.v1, .v2, .v3][element], [SampleRole.i1, .i2, .i3][element], nil)
    }
    // Line to line against phase 2, measured as such or as a difference.
    if channel(.v12) != nil { return ([SampleRole.v12, .v32][element], [SampleRole.i1, .i3][element], nil) }
    return ([SampleRole.v1, .v3][element], [SampleRole.i1, .i3][element], .v2)
  }
}
