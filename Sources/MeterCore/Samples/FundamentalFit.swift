/// Least-squares fit of a sine at the phasor's frequency, with DC, to the channels of one window.
///
/// A window of whole cycles holds them only to a sample, so cosine, sine and DC are not quite orthogonal; their sums
/// of products (the normal equations) make the fit exact all the same.
struct FundamentalFit {
  /// Σc, Σs without scale.
  private let cosineSum: ScaledInteger
  private let sineSum: ScaledInteger
  /// Normal equations without DC over their determinant.
  private let cc: ScaledInteger
  private let cs: ScaledInteger
  private let ss: ScaledInteger
  private let phasor: RotatingPhasor
  /// What the window loses of a squared amplitude because its frequency is not the phasor's, inverted.
  private let powerGain: ScaledInteger
  private let scale: WindowScale

  /// Nil when the frequency moved too far from the phasor's: a quarter cycle in the window.
  init?(
    _ phasor: RotatingPhasor, _ scale: WindowScale, cycles: UInt8, angularStep: ScaledInteger,
    phasorStep: ScaledInteger
  ) {
    // Phase slip over the window, halved, in rad: the amplitude is lowered to sin(x)/x.
    let slip = (angularStep - phasorStep) * ScaledInteger(scale.count).shifted(-1)
    let square = slip * slip
    guard (square - ScaledInteger.one.shifted(-1)).isNegative else { return nil }
    // x²/sin²x = 1 + x²/3 + x⁴/15 + 2x⁶/189 + …
    powerGain = ScaledInteger.one + square * (.third + square * .fifteenth)
    self.phasor = phasor
    self.scale = scale
    cosineSum = ScaledInteger(phasor.cosineSum, exponent: -22)
    sineSum = ScaledInteger(phasor.sineSum, exponent: -22)
    let squares = ScaledInteger(phasor.cosineSquared, exponent: -44)
    let cc = squares - cosineSum * cosineSum * scale.inverseCount
    let ss = ScaledInteger(scale.count) - squares - sineSum * sineSum * scale.inverseCount
    let cs = ScaledInteger(phasor.cosineSine, exponent: -44) - cosineSum * sineSum * scale.inverseCount
    let inverse = (cc * ss - cs * cs).reciprocal
    self.cc = cc * inverse
    self.ss = ss * inverse
    self.cs = cs * inverse
  }

  /// A channel's fundamental x = a·cos + b·sin in LSB, and Σ of its square.
  private func amplitude(
    _ cosine: Int64, _ sine: Int64, mean: Int64, rest: ScaledInteger
  ) -> (a: ScaledInteger, b: ScaledInteger, squares: ScaledInteger) {
    let c = ScaledInteger(cosine &- mean &* phasor.cosineSum, exponent: -22) - rest * cosineSum
    let s = ScaledInteger(sine &- mean &* phasor.sineSum, exponent: -22) - rest * sineSum
    let a = c * ss - s * cs
    let b = s * cc - c * cs
    return (a, b, (a * c + b * s) * powerGain)
  }

  /// Measures an element; its voltage angle is left as the absolute phase of this window.
  func measure(
    _ sums: ElementSums, _ window: ElementWindow, isCurrentReversed: Bool
  ) -> FundamentalMeasurement {
    let v = amplitude(
      sums.voltageCosine, sums.voltageSine, mean: window.voltageMean, rest: window.voltageRest)
    var i = amplitude(
      sums.currentCosine, sums.currentSine, mean: window.currentMean, rest: window.currentRest)
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
    result.voltageDistortionPPM = Self.distortion(window.voltageSquared, v.squares)
    result.currentDistortionPPM = Self.distortion(window.currentSquared, i.squares)
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
