/// Sine, cosine and angle by integer arithmetic.
enum AngleFunctions {
  /// 1/k in 2^-32, k = 2...16.
  private static let inverses: InlineArray<15, UInt32> = [
    2_147_483_648, 1_431_655_765, 1_073_741_824, 858_993_459, 715_827_883, 613_566_757, 536_870_912,
    477_218_588,
    429_496_730, 390_451_572, 357_913_941, 330_382_100, 306_783_378, 286_331_153, 268_435_456,
  ]

  /// Sine and cosine of `angle` rad, |angle| < 1, to about 2^-40, by Taylor's series in 2^-60.
  static func sineCosine(of angle: ScaledInteger) -> (sine: ScaledInteger, cosine: ScaledInteger) {
    if angle.isZero { return (.zero, .one) }
    // The terms in 2^-60; each is the last one times angle/k.
    var term = angle
    var sine = angle
    var cosine = ScaledInteger.one
    var k = 2
    while k <= 16 {
      term = term * angle * ScaledInteger(UInt64(inverses[k - 2]), exponent: -32)
      if term.isZero || term.exponent < -63 - 44 { break }
      switch k & 3 {
      case 0: cosine = cosine + term
      case 1: sine = sine + term
      case 2: cosine = cosine - term
      default: sine = sine - term
      }
      k += 1
    }
    return (sine, cosine)
  }

  /// Sine and cosine of any angle below 2^30 rad: whole quarters of a turn are taken off first.
  static func sineCosineOfAny(_ angle: ScaledInteger) -> (sine: ScaledInteger, cosine: ScaledInteger) {
    let quarter = ScaledInteger.fullTurn.shifted(-2)
    let quarters = (angle * ScaledInteger.inverseQuarterTurn).rounded
    let rest = sineCosine(of: angle - quarter * ScaledInteger(quarters))
    switch quarters & 3 {
    case 0: return rest
    case 1: return (rest.cosine, -rest.sine)
    case 2: return (-rest.sine, -rest.cosine)
    default: return (-rest.cosine, rest.sine)
    }
  }

  /// atan(2^-k) in 2^-32 turns, k = 0...23.
  private static let arcTangents: InlineArray<24, Int32> = [
    536_870_912, 316_933_406, 167_458_907, 85_004_756, 42_667_331, 21_354_465, 10_679_838, 5_340_245,
    2_670_163,
    1_335_087, 667_544, 333_772, 166_886, 83_443, 41_722, 20_861, 10_430, 5_215, 2_608, 1_304, 652, 326, 163,
    81,
  ]

  /// The angle of the vector (x, y) in 2^-32 turns, within 2^-22 turns; 0 for the zero vector. CORDIC.
  static func turns(x: ScaledInteger, y: ScaledInteger) -> Int32 {
    if x.isZero && y.isZero { return 0 }
    // To a common scale of 28 bits.
    let top = x.isZero ? y.exponent : y.isZero ? x.exponent : max(x.exponent, y.exponent)
    var a = Int32(truncatingIfNeeded: x.shifted(-top - 36).rounded)
    var b = Int32(truncatingIfNeeded: y.shifted(-top - 36).rounded)
    var angle: Int32 = 0
    if a < 0 {
      a = 0 &- a
      b = 0 &- b
      angle = Int32.min
    }
    for k in 0..<24 {
      let (oldA, oldB) = (a, b)
      if b > 0 {
        a = oldA &+ (oldB >> Int32(k))
        b = oldB &- (oldA >> Int32(k))
        angle = angle &+ arcTangents[k]
      } else {
        a = oldA &- (oldB >> Int32(k))
        b = oldB &+ (oldA >> Int32(k))
        angle = angle &- arcTangents[k]
      }
    }
    return angle
  }

  /// 2^-32 turns as millidegrees, -180 000...180 000.
  static func millidegrees(turns: Int32) -> Int32 {
    let wide = turns.multipliedFullWidth(by: 360_000)
    return wide.high &+ Int32(wide.low >> 31)
  }
}
