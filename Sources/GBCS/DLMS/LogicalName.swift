/// OBIS code of a COSEM object: A-B:C.D.E.F.
public struct LogicalName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let octets: [UInt8]

  /// Of exactly six octets; nil otherwise.
  public init?(octets: [UInt8]) {
    guard octets.count == 6 else { return nil }
    self.octets = octets
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8 = 255) {
    octets = [a, b, c, d, e, f]
  }

  /// Of text as `1-0:2.8.0.255`; F may be left out and is then 255. Nil if it is not such a code.
  public init?(_ text: some StringProtocol) {
    var numbers: [UInt8] = []
    for part in text.split(whereSeparator: { "-:.".contains($0) }) {
      guard let number = UInt8(part) else { return nil }
      numbers.append(number)
    }
    if numbers.count == 5 { numbers.append(255) }
    self.init(octets: numbers)
  }

  /// For codes written in source.
  public init(stringLiteral text: String) {
    guard let name = LogicalName(text) else { preconditionFailure("not an OBIS code: \(text)") }
    self = name
  }

  public var description: String {
    "\(octets[0])-\(octets[1]):\(octets[2]).\(octets[3]).\(octets[4]).\(octets[5])"
  }
}
