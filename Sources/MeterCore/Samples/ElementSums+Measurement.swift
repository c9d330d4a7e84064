/// An element's sums without DC, and its corrections: what both measurements of a window start from.
struct ElementWindow {
  /// Means in LSB, as integers and whole.
  var voltageOffset: Int64
  var currentOffset: Int64
  var voltageMean: ScaledInteger
  var currentMean: ScaledInteger
  /// Last samples less the means.
  var lastVoltage: ScaledInteger
  var lastCurrent: ScaledInteger
  /// Σ(v-v̄)², Σ(i-ī)² in LSB².
  var voltageSquared: ScaledInteger
  var currentSquared: ScaledInteger
  /// µV and nA of one LSB, with all corrections.
  var voltageGain: ScaledInteger
  var currentGain: ScaledInteger
  /// Sine and cosine of the current's phase error d.
  var sine: ScaledInteger
  var cosine: ScaledInteger
}

extension ElementSums {
  /// The element's measurement but for the fundamental (metrology: lag products, then rotation by d and by ωq):
  ///
  ///     C0 = Σvi - Σv·Σi/N        Cq = Σv[n-q]i[n] - Σv[n-q]·Σi/N
  ///     P·N = C0·(cos d + sin d·cot ωq) - Cq·sin d/sin ωq
  ///     Q·N = C0·(sin d - cos d·cot ωq) + Cq·cos d/sin ωq
  func measurement(
    _ scale: WindowScale, _ calibration: ElementCalibration, _ result: inout ElementMeasurement
  ) -> ElementWindow {
    let count = scale.count
    // Integer means first: what is left is small, so that everything fits 64 bits. Wrapping is harmless, the
    // results are in range.
    let meanV = (ScaledInteger(voltage) * scale.inverseCount).rounded
    let meanI = (ScaledInteger(current) * scale.inverseCount).rounded
    let restV = voltage &- count &* meanV
    let restI = current &- count &* meanI
    let squaresV = voltageSquared &- 2 &* meanV &* voltage &+ count &* meanV &* meanV
    let squaresI = currentSquared &- 2 &* meanI &* current &+ count &* meanI &* meanI
    let voltageRest = ScaledInteger(restV) * scale.inverseCount
    let currentRest = ScaledInteger(restI) * scale.inverseCount
    let varianceV = ScaledInteger(squaresV) - ScaledInteger(restV) * voltageRest
    let varianceI = ScaledInteger(squaresI) - ScaledInteger(restI) * currentRest

    let dcV = scale.isCyclic ? meanV : Int64(calibration.voltageOffset)
    let dcI = scale.isCyclic ? meanI : Int64(calibration.currentOffset)
    let laggedV = laggedVoltage(lag: scale.lag)
    var direct = ScaledInteger(product &- dcV &* current &- dcI &* voltage &+ count &* dcV &* dcI)
    var lagged = ScaledInteger(laggedProduct &- dcV &* current &- dcI &* laggedV &+ count &* dcV &* dcI)
    if scale.isCyclic {
      direct = direct - ScaledInteger(restV) * currentRest
      lagged = lagged - ScaledInteger(laggedV &- count &* meanV) * currentRest
    }
    if calibration.isCurrentReversed {
      direct = -direct
      lagged = -lagged
    }

    let voltageGain = ScaledInteger(calibration.voltageGain)
    var currentGain = ScaledInteger(calibration.currentGain)
    let meanSquareV = Self.meanSquare(varianceV, scale, noise: calibration.voltageNoiseSquared)
    let meanSquareI = Self.meanSquare(varianceI, scale, noise: calibration.currentNoiseSquared)
    let rmsV = meanSquareV.squareRoot * voltageGain
    var rmsI = meanSquareI.squareRoot * currentGain
    var phase = ScaledInteger(Int64(calibration.phaseMicroradians))
    if calibration.regionCount > 0 {
      let correction = calibration.correction(nanoamperes: rmsI)
      let factor = ScaledInteger.one + correction.gain
      currentGain = currentGain * factor
      rmsI = rmsI * factor
      phase = phase + correction.phase
    }
    let angle = phase * scale.transformerScale + ScaledInteger(Int64(calibration.leadTime)) * scale.leadScale
    let (sine, cosine) = AngleFunctions.sineCosine(of: angle)

    let energy = scale.energyUnit * voltageGain * currentGain
    let quadrature = lagged * scale.cosecant - direct * scale.cotangent
    result.active = FineEnergy((direct * cosine - quadrature * sine) * energy)
    result.reactive = FineEnergy((direct * sine + quadrature * cosine) * energy)
    result.apparent = FineEnergy(rmsV * rmsI * scale.energyUnit * ScaledInteger(count))
    result.voltageMillivolts = UInt32(clamping: (rmsV * .thousandth).rounded)
    result.currentMicroamperes = UInt64(clamping: (rmsI * .thousandth).rounded)
    result.voltageOverRangeCount = voltageOverRange
    result.currentOverRangeCount = currentOverRange
    return ElementWindow(
      voltageOffset: meanV, currentOffset: meanI, voltageMean: ScaledInteger(meanV) + voltageRest,
      currentMean: ScaledInteger(meanI) + currentRest,
      lastVoltage: ScaledInteger(Int64(history.span[scale.lastPosition]) - meanV) - voltageRest,
      lastCurrent: ScaledInteger(Int64(lastCurrent) - meanI) - currentRest,
      voltageSquared: varianceV, currentSquared: varianceI, voltageGain: voltageGain, currentGain: currentGain,
      sine: sine, cosine: cosine)
  }

  private static func meanSquare(_ sum: ScaledInteger, _ scale: WindowScale, noise: UInt32) -> ScaledInteger {
    let value = sum * scale.inverseLength - ScaledInteger(UInt64(noise), exponent: -8)
    return value.isPositive ? value : .zero
  }
}

extension ElementCalibration {
  /// The interpolated correction at an Irms in nA: gain as a fraction of 1, phase in µrad.
  func correction(nanoamperes: ScaledInteger) -> (gain: ScaledInteger, phase: ScaledInteger) {
    let current = nanoamperes.rounded
    let regions = self.regions.span
    var upper = 0
    while upper < Int(regionCount), Int64(regions[upper].currentMilliamperes) * 1_000_000 <= current { upper += 1 }
    if upper == 0 || upper == Int(regionCount) {
      let end = regions[upper == 0 ? 0 : upper - 1]
      return (
        ScaledInteger(Int64(end.gainPPM)) * .millionth, ScaledInteger(Int64(end.phaseMicroradians))
      )
    }
    let (a, b) = (regions[upper - 1], regions[upper])
    let span = Int64(b.currentMilliamperes - a.currentMilliamperes) * 1_000_000
    let part =
      ScaledInteger(current - Int64(a.currentMilliamperes) * 1_000_000) * ScaledInteger(span).reciprocal
    let gain = ScaledInteger(Int64(a.gainPPM)) + ScaledInteger(Int64(b.gainPPM) - Int64(a.gainPPM)) * part
    let phase =
      ScaledInteger(Int64(a.phaseMicroradians))
      + ScaledInteger(Int64(b.phaseMicroradians) - Int64(a.phaseMicroradians)) * part
    return (gain * .millionth, phase)
  }
}
