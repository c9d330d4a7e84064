/// Least-squares fit of a sine at the phasor's frequency, with DC, to the channels of one window.
///
/// A window of whole cycles holds them only to a sample. Its last sample therefore counts by the part that belongs to
/// them, which keeps harmonics out, and the normal equations have all their terms, which makes the fit of a sine exact.
struct FundamentalFit {
  /// Weighted Σc and Σs.
  private let cosineSum: ScaledInteger
  private let sineSum: ScaledInteger
  /// Normal equations without DC over their determinant.
  private let cc: ScaledInteger
  private let cs: ScaledInteger
  private let ss: ScaledInteger
  /// Cosine and sine at the last sample, times what it is too much.
  private let lastCosine: ScaledInteger
  private let lastSine: ScaledInteger
  /// What the window loses of a squared amplitude because its frequency is not the phasor's, inverted.
  private let powerGain: ScaledInteger
  private let scale: WindowScale

  /// Nil when the frequency moved too far from the phasor's: a quarter cycle in the window.
  init?(_ scale: WindowScale, angularStep: ScaledInteger, phasorStep: ScaledInteger) {
    let count = ScaledInteger(scale.count)
    // Phase slip over the window, halved, in rad: the amplitude is lowered to sin(x)/x.
    let slip = (angularStep - phasorStep) * count.shifted(-1)
    let square = slip * slip
    guard (square - ScaledInteger.one.shifted(-1)).isNegative else { return nil }
    // x²/sin²x = 1 + x²/3 + x⁴/15 + 2x⁶/189 + …
    powerGain = ScaledInteger.one + square * (.third + square * .fifteenth)
    self.scale = scale
    // Σ e^(jnω) = e^(jω(N-1)/2) · sin(ωN/2) / sin(ω/2), n = 0..<N, and with 2ω the sums of the squares.
    let half = AngleFunctions.sineCosine(of: phasorStep.shifted(-1))
    let middle = AngleFunctions.sineCosineOfAny(phasorStep * ScaledInteger(scale.count - 1).shifted(-1))
    let end = AngleFunctions.sineCosineOfAny(phasorStep * count.shifted(-1))
    let single = end.sine * half.sine.reciprocal
    // sin 2x = 2·sin x·cos x, so sin(ωN)/sin ω = single · cos(ωN/2)/cos(ω/2).
    let double = single * end.cosine * half.cosine.reciprocal
    // The last sample's e^(jω(N-1)).
    let cosine = middle.cosine * middle.cosine - middle.sine * middle.sine
    let sine = (middle.cosine * middle.sine).shifted(1)
    lastCosine = cosine * scale.surplus
    lastSine = sine * scale.surplus
    cosineSum = middle.cosine * single - lastCosine
    sineSum = middle.sine * single - lastSine
    let cc =
      (count + cosine * double).shifted(-1) - lastCosine * cosine - cosineSum * cosineSum * scale.inverseLength
    let ss = (count - cosine * double).shifted(-1) - lastSine * sine - sineSum * sineSum * scale.inverseLength
    let cs = (sine * double).shifted(-1) - lastCosine * sine - cosineSum * sineSum * scale.inverseLength
    let inverse = (cc * ss - cs * cs).reciprocal
    self.cc = cc * inverse
    self.ss = ss * inverse
    self.cs = cs * inverse
  }

  /// A channel's fundamental x = a·cos + b·sin in LSB, and the rest of its mean square over that of the fundamental.
  ///
  /// `mean` is the plain mean, `last` the last sample less it, `squares` the sum of squares less it.
  private func amplitude(
    _ cosine: Int64, _ sine: Int64, mean: ScaledInteger, last: ScaledInteger, squares: ScaledInteger
  ) -> (a: ScaledInteger, b: ScaledInteger, distortion: UInt32) {
    // What is left of the weighted mean once the plain one is off.
    let rest = -(last * scale.surplus) * scale.inverseLength
    let plainC = cosineSum + lastCosine
    let plainS = sineSum + lastSine
    let c = ScaledInteger(cosine, exponent: -22) - mean * plainC - last * lastCosine - rest * cosineSum
    let s = ScaledInteger(sine, exponent: -22) - mean * plainS - last * lastSine - rest * sineSum
    let a = c * ss - s * cs
    let b = s * cc - c * cs
    let fundamental = (a * c + b * s) * powerGain
    let total = squares - last * last * scale.surplus + rest * last * scale.surplus
    return (a, b, Self.distortion(total, fundamental))
  }

  /// Measures an element; its voltage angle is left as the absolute phase of this window.
  func measure(
    _ sums: ElementSums, _ window: ElementWindow, isCurrentReversed: Bool
  ) -> FundamentalMeasurement {
    let v = amplitude(sums.voltageCosine, sums.voltageSine, mean: window.voltageMean,
      last: window.lastVoltage, squares: window.voltageSquared)
    var i = amplitude(sums.currentCosine, sums.currentSine, mean: window.currentMean,
      last: window.lastCurrent, squares: window.currentSquared)
    if isCurrentReversed { (i.a, i.b) = (-i.a, -i.b) }
    // Σ over the window of the products of two sines: N/2 · (…).
    let direct = v.a * i.a + v.b * i.b
    let quadrature = v.a * i.b - v.b * i.a
    let active = direct * window.cosine - quadrature * window.sine
    let reactive = direct * window.sine + quadrature * window.cosine
    let unit =
      scale.energyUnit * window.voltageGain * window.currentGain * ScaledInteger(scale.count).shifted(-1)
      * powerGain
    var result = FundamentalMeasurement()
    result.active = FineEnergy(active * unit)
    result.reactive = FineEnergy(reactive * unit)
    let rmsV = ((v.a * v.a + v.b * v.b) * powerGain).shifted(-1).squareRoot * window.voltageGain
    let rmsI = ((i.a * i.a + i.b * i.b) * powerGain).shifted(-1).squareRoot * window.currentGain
    result.voltageMillivolts = UInt32(clamping: (rmsV * .thousandth).rounded)
    result.currentMicroamperes = UInt64(clamping: (rmsI * .thousandth).rounded)
    result.voltageDistortionPPM = v.distortion
    result.currentDistortionPPM = i.distortion
    // x = A·cos(θ - α): the phase is -α.
    let voltageTurns = AngleFunctions.turns(x: v.a, y: v.b)
    result.voltageAngleMillidegrees = AngleFunctions.millidegrees(turns: 0 &- voltageTurns)
    result.lagMillidegrees = AngleFunctions.millidegrees(turns: AngleFunctions.turns(x: active, y: reactive))
    return result
  }

  private static func distortion(_ total: ScaledInteger, _ fundamental: ScaledInteger) -> UInt32 {
    let rest = total - fundamental
    guard rest.isPositive, fundamental.isPositive else { return 0 }
    let ratio = (rest * fundamental.reciprocal).squareRoot
    return UInt32(clamping: (ratio * ScaledInteger(UInt64(1_000_000))).rounded)
  }
}
