/// A positive number as a ratio of integers, read from decimal text without rounding.
public struct ExactRatio: Equatable, Sendable {
  /// Numerator, above zero; numerator and denominator have no common divisor.
  public let numerator: UInt64
  /// Denominator, above zero.
  public let denominator: UInt64

  /// Reads `230`, `0.0000427`, `4.27e-5` or `1/8192`; nil when the text is no positive number or needs more
  /// than 64 bits above or below the line.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let above = Self.digits(parts[0]), let below = Self.digits(parts[1]) else { return nil }
      self.init(above, below)
      return
    }
    let scientific = text.split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count == 1, scientific.count <= 2, let number = scientific.first else { return nil }
    var exponent = 0
    if scientific.count == 2 {
      guard scientific[1].count <= 4, let value = Int(scientific[1]) else { return nil }
      exponent = value
    }
    let decimal = number.split(separator: ".", omittingEmptySubsequences: false)
    guard decimal.count <= 2, !decimal[0].isEmpty else { return nil }
    var fraction = decimal.count == 2 ? decimal[1] : ""
    guard decimal.count == 1 || !fraction.isEmpty else { return nil }
    while fraction.last == "0" { fraction.removeLast() }
    guard let digits = Self.digits(decimal[0] + fraction) else { return nil }
    exponent -= fraction.count
    guard let power = Self.powerOfTen(abs(exponent)) else { return nil }
    if exponent < 0 {
      self.init(digits, power)
    } else {
      let (product, overflows) = digits.multipliedReportingOverflow(by: power)
      guard !overflows else { return nil }
      self.init(product, 1)
    }
  }

  /// Creates a ratio in lowest terms; nil when either number is zero.
  public init?(_ numerator: UInt64, _ denominator: UInt64) {
    guard numerator > 0, denominator > 0 else { return nil }
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  /// This ratio times `factor`, nil when it does not fit.
  public func times(_ factor: UInt64) -> ExactRatio? {
    guard let reduced = ExactRatio(factor, denominator) else { return nil }
    let (product, overflows) = numerator.multipliedReportingOverflow(by: reduced.numerator)
    return overflows ? nil : ExactRatio(product, reduced.denominator)
  }

  /// The value when it is a whole number.
  public var whole: UInt64? { denominator == 1 ? numerator : nil }

  /// The nearest floating-point number, for simulation and messages only.
  public var approximate: Double { Double(numerator) / Double(denominator) }

  private static func digits<T: StringProtocol>(_ text: T) -> UInt64? {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return UInt64(text)
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64? {
    guard exponent <= 19 else { return nil }
    return (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 }
  }
}
