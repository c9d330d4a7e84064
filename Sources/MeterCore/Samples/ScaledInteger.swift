/// A number of 64 significant bits: ±`magnitude` · 2^`exponent`. Integer arithmetic for what is computed once per
/// window; products and sums are truncated below 2^-62 of the result.
struct ScaledInteger {
  /// 0, or at least 2^63.
  private(set) var magnitude: UInt64
  private(set) var exponent: Int32
  private(set) var isNegative: Bool

  static let zero = ScaledInteger(magnitude: 0, exponent: 0, isNegative: false)
  static let one = ScaledInteger(magnitude: 1 << 63, exponent: -63, isNegative: false)
  /// 2π.
  static let fullTurn = ScaledInteger(magnitude: 0xC90F_DAA2_2168_C235, exponent: -61, isNegative: false)

  /// 2/π.
  static let inverseQuarterTurn = ScaledInteger(
    magnitude: 0xA2F9_836E_4E44_1529, exponent: -64, isNegative: false)
  /// 1/1000, 1/1 000 000, 1/3 and 1/15.
  static let thousandth = ScaledInteger(magnitude: 0x8312_6E97_8D4F_DF3B, exponent: -73, isNegative: false)
  static let millionth = ScaledInteger(magnitude: 0x8637_BD05_AF6C_69B6, exponent: -83, isNegative: false)
  static let third = ScaledInteger(magnitude: 0xAAAA_AAAA_AAAA_AAAB, exponent: -65, isNegative: false)
  static let fifteenth = ScaledInteger(magnitude: 0x8888_8888_8888_8889, exponent: -67, isNegative: false)

  private init(magnitude: UInt64, exponent: Int32, isNegative: Bool) {
    self.magnitude = magnitude
    self.exponent = exponent
    self.isNegative = isNegative
  }

  /// ±`magnitude` · 2^`exponent`, exactly.
  init(_ magnitude: UInt64, exponent: Int32 = 0, isNegative: Bool = false) {
    if magnitude == 0 {
      self = .zero
      return
    }
    let shift = magnitude.leadingZeroBitCount
    self.init(
      magnitude: magnitude << UInt64(shift), exponent: exponent - Int32(shift), isNegative: isNegative)
  }

  /// `value` · 2^`exponent`, exactly.
  init(_ value: Int64, exponent: Int32 = 0) {
    self.init(value.magnitude, exponent: exponent, isNegative: value < 0)
  }

  /// The factor, exactly.
  init(_ factor: ScaleFactor) {
    self.init(UInt64(factor.mantissa), exponent: -Int32(factor.shift))
  }

  var isZero: Bool { magnitude == 0 }
  /// True above zero.
  var isPositive: Bool { magnitude != 0 && !isNegative }

  static prefix func - (a: ScaledInteger) -> ScaledInteger {
    ScaledInteger(magnitude: a.magnitude, exponent: a.exponent, isNegative: !a.isNegative && a.magnitude != 0)
  }

  static func * (a: ScaledInteger, b: ScaledInteger) -> ScaledInteger {
    if a.magnitude == 0 || b.magnitude == 0 { return .zero }
    let (high, low) = wideProduct(a.magnitude, b.magnitude)
    let isNegative = a.isNegative != b.isNegative
    let exponent = a.exponent + b.exponent + 64
    if high >> 63 != 0 { return ScaledInteger(magnitude: high, exponent: exponent, isNegative: isNegative) }
    return ScaledInteger(
      magnitude: high << 1 | low >> 63, exponent: exponent - 1, isNegative: isNegative)
  }

  static func + (a: ScaledInteger, b: ScaledInteger) -> ScaledInteger {
    if a.magnitude == 0 { return b }
    if b.magnitude == 0 { return a }
    // `large` has the larger absolute value.
    let isFirst = a.exponent > b.exponent || (a.exponent == b.exponent && a.magnitude >= b.magnitude)
    let large = isFirst ? a : b
    let small = isFirst ? b : a
    let distance = large.exponent - small.exponent
    if distance > 63 { return large }
    let aligned = small.magnitude >> UInt64(distance)
    if a.isNegative == b.isNegative {
      let (sum, carry) = large.magnitude.addingReportingOverflow(aligned)
      if !carry {
        return ScaledInteger(magnitude: sum, exponent: large.exponent, isNegative: large.isNegative)
      }
      return ScaledInteger(
        magnitude: sum >> 1 | 1 << 63, exponent: large.exponent + 1, isNegative: large.isNegative)
    }
    return ScaledInteger(large.magnitude - aligned, exponent: large.exponent, isNegative: large.isNegative)
  }

  static func - (a: ScaledInteger, b: ScaledInteger) -> ScaledInteger { a + (-b) }

  /// Multiplies by 2^`places`.
  func shifted(_ places: Int32) -> ScaledInteger {
    if magnitude == 0 { return .zero }
    return ScaledInteger(magnitude: magnitude, exponent: exponent + places, isNegative: isNegative)
  }

  /// 1 / self to 2^-61; zero for zero.
  var reciprocal: ScaledInteger {
    if magnitude == 0 { return .zero }
    // 31 bits by one division, doubled by a Newton step: r' = r·(2 - m·r).
    let estimate = ScaledInteger(
      UInt64.max / (magnitude >> 32), exponent: -96 - exponent, isNegative: isNegative)
    let two = ScaledInteger(magnitude: 1 << 63, exponent: -62, isNegative: false)
    return estimate * (two - self * estimate)
  }

  /// Square root to 2^-31 of itself; zero for zero and below.
  var squareRoot: ScaledInteger {
    if magnitude == 0 || isNegative { return .zero }
    let isOdd = exponent & 1 != 0
    let radicand = isOdd ? magnitude >> 1 : magnitude
    return ScaledInteger(
      UInt64(Self.squareRoot(of: radicand)), exponent: (isOdd ? exponent + 1 : exponent) / 2)
  }

  /// Rounded to the nearest integer, ties away from zero; saturates.
  var rounded: Int64 {
    let value = roundedMagnitude(addingPlaces: 0)
    guard value.high == 0, value.low <= UInt64(Int64.max) else { return isNegative ? Int64.min : Int64.max }
    return isNegative ? 0 - Int64(value.low) : Int64(value.low)
  }

  /// |self| · 2^`places` rounded, as 128 bits; saturates at 2^127.
  func roundedMagnitude(addingPlaces places: Int32) -> (high: UInt64, low: UInt64) {
    let shift = exponent + places
    if magnitude == 0 || shift < -64 { return (0, 0) }
    if shift >= 63 { return (UInt64(1) << 63, 0) }
    if shift >= 0 {
      if shift == 0 { return (0, magnitude) }
      return (magnitude >> UInt64(64 - shift), magnitude << UInt64(shift))
    }
    if shift == -64 { return (0, magnitude >> 63) }
    return (0, (magnitude >> UInt64(-shift)) &+ (magnitude >> UInt64(-shift - 1) & 1))
  }

  /// Full product, on 32-bit cores from 32-bit pieces: the 64-bit form is a library routine there.
  @inline(__always)
  private static func wideProduct(_ a: UInt64, _ b: UInt64) -> (high: UInt64, low: UInt64) {
    #if _pointerBitWidth(_64)
      let wide = a.multipliedFullWidth(by: b)
      return (wide.high, wide.low)
    #else
      let (a0, a1) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: a >> 32))
      let (b0, b1) = (UInt32(truncatingIfNeeded: b), UInt32(truncatingIfNeeded: b >> 32))
      let low = product(a0, b0)
      let crossing = product(a1, b0) &+ (low >> 32)
      let middle = product(a0, b1) &+ (crossing & 0xFFFF_FFFF)
      let high = product(a1, b1) &+ (crossing >> 32) &+ (middle >> 32)
      return (high, middle << 32 | (low & 0xFFFF_FFFF))
    #endif
  }

  @inline(__always)
  private static func product(_ a: UInt32, _ b: UInt32) -> UInt64 {
    // Both halves as they lie in a little-endian core: conversions were not always inlined.
    let wide = a.multipliedFullWidth(by: b)
    return unsafeBitCast((wide.low, wide.high), to: UInt64.self)
  }

  /// Square root of at least 2^62, rounded down: 16 bits digit by digit, the rest by a Newton step.
  static func squareRoot(of value: UInt64) -> UInt32 {
    var rest = UInt32(truncatingIfNeeded: value >> 32)
    var high: UInt32 = 0
    var bit: UInt32 = 1 << 30
    while bit != 0 {
      let trial = high | bit
      high >>= 1
      if rest >= trial {
        rest &-= trial
        high |= bit
      }
      bit >>= 2
    }
    // `rest` < 2^17, so (value - high²·2^32) / 2^17 is below 2^32.
    let remainder = UInt64(rest) << 32 | UInt64(UInt32(truncatingIfNeeded: value))
    var root = UInt64(high) << 16 &+ UInt64(UInt32(truncatingIfNeeded: remainder >> 17) / high)
    // The step lands at most two above.
    while root > UInt64(UInt32.max) || root &* root > value { root &-= 1 }
    return UInt32(truncatingIfNeeded: root)
  }
}

extension FineEnergy {
  /// An energy in µWh, rounded to 2^-32 µWh; saturates.
  init(_ microwattHours: ScaledInteger) {
    let units = microwattHours.roundedMagnitude(addingPlaces: 32)
    guard units.high < 1 << 31 else {
      self.init(microwattHours: microwattHours.isNegative ? -Int64.max : Int64.max)
      return
    }
    let whole = Int64(units.high << 32 | units.low >> 32)
    let amount = FineEnergy(microwattHours: whole, fraction: UInt32(truncatingIfNeeded: units.low))
    self = microwattHours.isNegative ? -amount : amount
  }
}
