/// Wide arithmetic, once a window at most.
extension FineEnergy {
  /// The amount times `numerator` / `denominator`, rounded towards zero, saturating at the range.
  func times(_ numerator: UInt64, over denominator: UInt64) -> FineEnergy {
    guard denominator > 0 else { return .zero }
    let amount = magnitude
    // A window's energy is below 2^40 µWh; 64 bits of it are kept, 2^-24 µWh.
    let fine = Int128(amount.microwattHours) << 24 | Int128(amount.fraction >> 8)
    let scaled = min(fine * Int128(numerator) / Int128(denominator), Int128(1) << 86)
    let result = FineEnergy(
      microwattHours: Int64(truncatingIfNeeded: scaled >> 24),
      fraction: UInt32(truncatingIfNeeded: scaled & 0xFF_FFFF) << 8)
    return isNegative ? -result : result
  }

  /// Mean power over a time in mW (mvar, mVA), rounded to the nearest; 0 over no time.
  public func milliwatts(over nanoseconds: UInt64) -> Int64 {
    guard nanoseconds > 0 else { return 0 }
    let amount = magnitude
    let fine = Int128(amount.microwattHours) << 24 | Int128(amount.fraction >> 8)
    let divisor = Int128(nanoseconds) << 24
    let power = Int64(truncatingIfNeeded: (fine * 3_600_000_000 + divisor / 2) / divisor)
    return isNegative ? -power : power
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
