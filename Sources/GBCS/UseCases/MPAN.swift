/// A meter point administration number: 13 digits, the last a check digit.
public struct MPAN: Hashable, Sendable, CustomStringConvertible {
  public let digits: String

  /// Of exactly 13 decimal digits; nil otherwise. The check digit is not part of this: see ``hasValidCheckDigit``.
  public init?(_ text: String) {
    guard text.utf8.count == 13, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    digits = text
  }

  init?(octets: some Sequence<UInt8>) { self.init(String(decoding: Array(octets), as: UTF8.self)) }

  public var description: String { digits }

  private static let weights = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43]

  /// Whether the last digit is the weighted sum of the others, modulo 11, modulo 10.
  public var hasValidCheckDigit: Bool {
    let values = digits.utf8.map { Int($0) - 48 }
    return zip(values, Self.weights).reduce(0) { $0 + $1.0 * $1.1 } % 11 % 10 == values[12]
  }
}
