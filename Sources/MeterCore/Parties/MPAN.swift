/// A Meter Point Administration Number's core: 13 digits, the last a check digit.
public struct MPAN: Equatable, Sendable, BitwiseCopyable {
  /// The 13 digits as a number.
  public let number: UInt64

  /// Creates an MPAN; nil unless it has at most 13 digits and the check digit is right.
  public init?(number: UInt64) {
    guard number < 10_000_000_000_000, MPAN.checkDigit(ofFirst12: number / 10) == number % 10 else {
      return nil
    }
    self.number = number
  }

  /// Creates an MPAN from 13 ASCII digits; nil when they are not that, or the check digit is wrong.
  public init?(ascii digits: RawSpan) {
    guard digits.byteCount == 13 else { return nil }
    var number: UInt64 = 0
    for index in 0..<13 {
      let digit = digits.unsafeLoad(fromByteOffset: index, as: UInt8.self) &- 0x30
      guard digit <= 9 else { return nil }
      number = number * 10 + UInt64(digit)
    }
    self.init(number: number)
  }

  /// Digit `index` (0 to 12) from the left.
  public func digit(_ index: Int) -> UInt8 {
    var rest = number
    for _ in 0..<(12 - index) { rest /= 10 }
    return UInt8(rest % 10)
  }

  /// The 13 ASCII digits, as the wire carries them.
  public var ascii: InlineArray<13, UInt8> { InlineArray { digit($0) + 0x30 } }

  /// The check digit: the first twelve digits times 3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43, the sum modulo 11
  /// modulo 10.
  public static func checkDigit(ofFirst12 digits: UInt64) -> UInt64 {
    let primes: InlineArray<12, UInt64> = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43]
    var rest = digits
    var sum: UInt64 = 0
    var index = 12
    while index > 0 {
      index -= 1
      sum += rest % 10 * primes[index]
      rest /= 10
    }
    return sum % 11 % 10
  }
}
