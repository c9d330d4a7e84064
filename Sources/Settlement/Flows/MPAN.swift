/// The core of a Meter Point Administration Number: 13 digits, the last a check digit.
///
/// Check digit: sum of the first twelve digits times 3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43, modulo 11, modulo 10.
public struct MPAN: Hashable, Sendable, CustomStringConvertible {
  /// The number; below 10^13.
  public let number: UInt64

  private static let primes: [UInt64] = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43]

  /// Reads 13 digits; nil where there are others or the check digit is wrong.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 13, bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let number = bytes.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 48) }
    guard MPAN.checkDigit(ofFirstTwelve: number / 10) == number % 10 else { return nil }
    self.number = number
  }

  /// Completes twelve digits with their check digit; nil where `firstTwelve` has more.
  public init?(firstTwelve: UInt64) {
    guard firstTwelve < 1_000_000_000_000 else { return nil }
    number = firstTwelve * 10 + MPAN.checkDigit(ofFirstTwelve: firstTwelve)
  }

  /// The check digit of twelve digits.
  public static func checkDigit(ofFirstTwelve digits: UInt64) -> UInt64 {
    var rest = digits
    var sum: UInt64 = 0
    for prime in primes.reversed() {
      sum += rest % 10 * prime
      rest /= 10
    }
    return sum % 11 % 10
  }

  /// The 13 digits.
  public var description: String {
    let digits = String(number)
    return String(repeating: "0", count: 13 - digits.count) + digits
  }
}
