extension ASN1Node {
  /// The tag's name.
  public var typeName: String {
    switch tag {
    case 0x01: "BOOLEAN"
    case 0x02: "INTEGER"
    case 0x03: "BIT STRING"
    case 0x04: "OCTET STRING"
    case 0x05: "NULL"
    case 0x06: "OBJECT IDENTIFIER"
    case 0x0C: "UTF8String"
    case 0x13: "PrintableString"
    case 0x17: "UTCTime"
    case 0x18: "GeneralizedTime"
    case 0x30: "SEQUENCE"
    case 0x31: "SET"
    case 0x80...0xBF: "[\(tag & 0x1F)]"
    default: "tag \(Hex.text(tag))"
    }
  }

  /// A primitive value as text: integers in decimal, times and strings as such, the rest in hexadecimal.
  public var valueText: String {
    guard let octets else { return "" }
    switch tag {
    case 0x02 where octets.count <= 8:
      return
        "\(octets.reduce(Int64(octets.first.map { $0 >= 0x80 } == true ? -1 : 0)) { $0 << 8 | Int64($1) })"
    case 0x0C, 0x13, 0x17, 0x18: return String(decoding: octets, as: UTF8.self)
    default: return Hex.text(octets)
    }
  }
}
