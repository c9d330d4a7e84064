/// A positive factor `mantissa` · 2^-`shift`, to better than 0.3 ppb.
public struct ScaleFactor: Equatable, Sendable, BitwiseCopyable {
  /// Mantissa, at least 2^31 when made by `init(_:over:)`.
  public var mantissa: UInt32
  /// Binary places; negative for factors from 2^32.
  public var shift: Int8

  /// Creates `mantissa` · 2^-`shift`.
  public init(mantissa: UInt32, shift: Int8) {
    self.mantissa = mantissa
    self.shift = shift
  }

  /// Creates the factor nearest to `numerator` / `denominator`; nil when either is 0 or the ratio is beyond
  /// 2^-90...2^90.
  public init?(_ numerator: UInt64, over denominator: UInt64) {
    guard numerator > 0, denominator > 0 else { return nil }
    // Long division, bit by bit, to 33 significant bits: the last one rounds.
    var shift = 0
    var quotient = numerator / denominator
    var rest = numerator % denominator
    while quotient < 1 << 32 {
      let carries = rest >= denominator - rest
      quotient = quotient << 1 | (carries ? 1 : 0)
      rest = carries ? rest - (denominator - rest) : rest << 1
      shift += 1
      if shift > 122 { return nil }
    }
    while quotient >= 1 << 33 {
      quotient >>= 1
      shift -= 1
    }
    quotient = (quotient + 1) >> 1
    shift -= 1
    if quotient == 1 << 32 {
      quotient >>= 1
      shift -= 1
    }
    self.init(mantissa: UInt32(quotient), shift: Int8(shift))
  }
}
