/// A field of a sample, as JSON.
enum SampleField {
  case none
  case flag(Bool)
  case number(Int64)
  case unsigned(UInt64)
  case text(String)
  case list([SampleField])
  case object([(String, SampleField)])

  /// One line of JSON.
  var json: String {
    switch self {
    case .none: "null"
    case .flag(let value): value ? "true" : "false"
    case .number(let value): String(value)
    case .unsigned(let value): String(value)
    case .text(let value): "\"\(value)\""
    case .list(let fields): "[" + fields.map(\.json).joined(separator: ", ") + "]"
    case .object(let fields):
      "{" + fields.map { "\"\($0)\": \($1.json)" }.joined(separator: ", ") + "}"
    }
  }

  /// Octets as hexadecimal digits.
  static func hex(_ octets: some Sequence<UInt8>) -> SampleField {
    let digits = Array("0123456789ABCDEF")
    return .text(octets.reduce(into: "") { $0 += [digits[Int($1 >> 4)], digits[Int($1 & 15)]] })
  }
}
