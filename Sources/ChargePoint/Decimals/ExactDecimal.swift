/// A decimal number as it was written: sign, digits and a power of ten. No binary fraction is involved.
public struct ExactDecimal: Equatable, Sendable {
  /// All digits as one integer, with the sign; trailing zeros of the fraction are dropped.
  public var significand: Int128
  /// The power of ten the significand is multiplied by.
  public var exponent: Int

  /// Creates `significand` × 10^`exponent`.
  public init(significand: Int128, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// Reads `-12.50`, `+7`, `.5`, `1e3`; surrounding blanks are allowed, as charge points send them.
  ///
  /// Nil when the text is no decimal number or has more than 36 significant digits.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    var significand: Int128 = 0
    var exponent = 0
    var digits = 0
    var significantDigits = 0
    var isFraction = false
    while let byte = bytes.first {
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if (0x30...0x39).contains(byte) {
        digits += 1
        if significand != 0 || byte != 0x30 { significantDigits += 1 }
        guard significantDigits <= 36 else { return nil }
        significand = significand * 10 + Int128(byte - 0x30)
        if isFraction { exponent -= 1 }
      } else {
        break
      }
      bytes.removeFirst()
    }
    guard digits > 0 else { return nil }
    if let byte = bytes.first {
      guard byte | 0x20 == UInt8(ascii: "e") else { return nil }
      bytes.removeFirst()
      var power = bytes
      if let sign = power.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        power.removeFirst()
      }
      guard !power.isEmpty, power.count <= 3, power.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = Int(String(decoding: bytes, as: UTF8.self))
      else { return nil }
      exponent += value
    }
    while significand != 0, exponent < 0, significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    self.significand = isNegative ? -significand : significand
    self.exponent = significand == 0 ? 0 : exponent
  }

  /// The value × 10^`power` rounded towards negative infinity, and whether nothing was cut off.
  ///
  /// Down, because a register never claims energy it has not yet counted. Nil when it does not fit.
  public func scaled(byPowerOfTen power: Int) -> (value: Int64, isExact: Bool)? {
    let shift = exponent + power
    var result = significand
    if result == 0 { return (0, true) }
    if shift >= 0 {
      guard shift <= 18 else { return nil }
      for _ in 0..<shift {
        let (product, overflow) = result.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        result = product
      }
      return Int64(exactly: result).map { ($0, true) }
    }
    var divisor: Int128 = 1
    for _ in 0..<min(-shift, 37) { divisor *= 10 }
    let remainder = result % divisor
    result /= divisor
    if remainder < 0 { result -= 1 }
    return Int64(exactly: result).map { ($0, remainder == 0) }
  }

  /// The value × 10^`power` as an integer; nil when it is none or does not fit.
  public func scaledExactly(byPowerOfTen power: Int) -> Int64? {
    guard let scaled = scaled(byPowerOfTen: power), scaled.isExact else { return nil }
    return scaled.value
  }
}
