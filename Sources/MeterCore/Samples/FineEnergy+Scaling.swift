/// Wide arithmetic, once a window at most. Made of 32- and 64-bit steps: 32-bit cores have no 128-bit division.
extension FineEnergy {
  /// The amount times `numerator` / `denominator`, rounded towards zero, saturating at the range.
  func times(_ numerator: UInt64, over denominator: UInt64) -> FineEnergy {
    guard denominator > 0 else { return .zero }
    let result = magnitude.scaled(numerator, over: denominator).amount
    return isNegative ? -result : result
  }

  /// Mean power over a time in mW (mvar, mVA), rounded to the nearest, saturating at 2^62; 0 over no time.
  public func milliwatts(over nanoseconds: UInt64) -> Int64 {
    guard nanoseconds > 0 else { return 0 }
    let scaled = magnitude.scaled(3_600_000_000, over: nanoseconds).amount
    let power = scaled.microwattHours &+ Int64(scaled.fraction >> 31)
    return isNegative ? -power : power
  }

  /// An amount of zero or more times `numerator` / `denominator`, above zero, rounded down; from 2^62 µWh it
  /// saturates. Schoolbook: a product of five digits of 32 bits, divided bit by bit.
  func scaled(_ numerator: UInt64, over denominator: UInt64) -> (amount: FineEnergy, isExact: Bool) {
    let digits: InlineArray<3, UInt64> = [
      UInt64(fraction), UInt64(truncatingIfNeeded: microwattHours) & 0xFFFF_FFFF,
      UInt64(truncatingIfNeeded: microwattHours) >> 32,
    ]
    var product = InlineArray<5, UInt64>(repeating: 0)
    for place in 0..<3 where digits[place] != 0 {
      let low = digits[place] &* (numerator & 0xFFFF_FFFF) &+ product[place]
      product[place] = low & 0xFFFF_FFFF
      let high = digits[place] &* (numerator >> 32) &+ product[place + 1] &+ (low >> 32)
      product[place + 1] = high & 0xFFFF_FFFF
      product[place + 2] = high >> 32
    }
    var quotient: (high: UInt64, low: UInt64) = (0, 0)
    var rest: UInt64 = 0
    var isTooLarge = false
    for place in stride(from: 4, through: 0, by: -1) {
      var digit = UInt32(truncatingIfNeeded: product[place])
      if digit == 0, rest == 0 {
        isTooLarge = isTooLarge || quotient.high >> 32 != 0
        quotient = (quotient.high << 32 | quotient.low >> 32, quotient.low << 32)
        continue
      }
      for _ in 0..<32 {
        isTooLarge = isTooLarge || quotient.high >> 63 != 0
        quotient = (quotient.high << 1 | quotient.low >> 63, quotient.low << 1)
        let carries = rest >> 63 != 0
        rest = rest << 1 | UInt64(digit >> 31)
        digit <<= 1
        if carries || rest >= denominator {
          rest &-= denominator
          quotient.low |= 1
        }
      }
    }
    // The quotient is in 2^-32 µWh.
    if isTooLarge || quotient.high >> 30 != 0 { return (FineEnergy(microwattHours: 1 << 62), false) }
    return (
      FineEnergy(
        microwattHours: Int64(quotient.high << 32 | quotient.low >> 32),
        fraction: UInt32(truncatingIfNeeded: quotient.low)), rest == 0
    )
  }

  /// sqrt(a² + b²) to 2^-16 µWh, of amounts below 2^46 µWh.
  static func hypotenuse(_ a: FineEnergy, _ b: FineEnergy) -> FineEnergy {
    let x = UInt128(a.magnitude.scaled16)
    let y = UInt128(b.magnitude.scaled16)
    let square = x * x + y * y
    var root: UInt128 = 0
    var bit: UInt128 = 1 << 124
    var rest = square
    while bit > rest { bit >>= 2 }
    while bit != 0 {
      if rest >= root + bit {
        rest -= root + bit
        root = root >> 1 + bit
      } else {
        root >>= 1
      }
      bit >>= 2
    }
    return FineEnergy(
      microwattHours: Int64(truncatingIfNeeded: root >> 16),
      fraction: UInt32(truncatingIfNeeded: root & 0xFFFF) << 16)
  }

  /// In 2^-16 µWh.
  private var scaled16: UInt64 { UInt64(truncatingIfNeeded: microwattHours) << 16 | UInt64(fraction >> 16) }
}
