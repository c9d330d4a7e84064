/// 64 × 64 / 64 bit in exact integers, for interpolation: once a period boundary, never once a reading.
enum WideArithmetic {
  /// `a * b / divisor`, rounded down; nil where it does not fit 63 bits or the divisor is zero.
  ///
  /// Without the compiler's 128-bit division, which small targets do not have.
  static func product(_ a: UInt64, _ b: UInt64, dividedBy divisor: UInt64) -> UInt64? {
    if divisor == 0 { return nil }
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    if !overflow {
      let quotient = product / divisor
      return quotient > UInt64(Int64.max) ? nil : quotient
    }
    let (high, low) = wide(a, b)
    guard high < divisor else { return nil }
    #if _pointerBitWidth(_64)
      let quotient = divisor.dividingFullWidth((high, low)).quotient
    #else
      var rest = high
      var quotient: UInt64 = 0
      var bit = 64
      while bit > 0 {
        bit -= 1
        let carry = rest >> 63
        rest = rest << 1 | low >> UInt64(bit) & 1
        quotient <<= 1
        if carry == 1 || rest >= divisor {
          rest = rest &- divisor
          quotient |= 1
        }
      }
    #endif
    return quotient > UInt64(Int64.max) ? nil : quotient
  }

  private static func wide(_ a: UInt64, _ b: UInt64) -> (high: UInt64, low: UInt64) {
    let mask: UInt64 = 0xFFFF_FFFF
    let lowLow = (a & mask) * (b & mask)
    let lowHigh = (a & mask) * (b >> 32)
    let highLow = (a >> 32) * (b & mask)
    let highHigh = (a >> 32) * (b >> 32)
    let middle = (lowLow >> 32) + (lowHigh & mask) + (highLow & mask)
    return (
      highHigh + (lowHigh >> 32) + (highLow >> 32) + (middle >> 32), lowLow & mask | (middle << 32)
    )
  }
}
