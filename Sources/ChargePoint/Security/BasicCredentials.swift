/// The user and password of an HTTP Basic `Authorization` header (RFC 7617).
public struct BasicCredentials: Equatable, Sendable {
  public var user: String
  /// Bytes, because OCPP 1.6 passwords need not be text.
  public var password: [UInt8]

  /// Reads the header's value; nil when it is not Basic or not valid base64.
  public init?(header: String) {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let bytes = BasicCredentials.base64(parts[1].utf8), let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    user = String(decoding: bytes[..<colon], as: UTF8.self)
    password = Array(bytes[(colon + 1)...])
  }

  /// Creates credentials.
  public init(user: String, password: [UInt8]) {
    self.user = user
    self.password = password
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The header's value.
  public var header: String {
    var text: [UInt8] = []
    let bytes = Array(user.utf8) + [UInt8(ascii: ":")] + password
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= 8 * UInt32(3 - group.count)
      for index in 0..<4 {
        text.append(
          index <= group.count
            ? BasicCredentials.alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "="))
      }
    }
    return "Basic " + String(decoding: text, as: UTF8.self)
  }

  private static func base64(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    var padding = 0
    for character in text {
      if character == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = alphabet.firstIndex(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return padding <= 2 ? bytes : nil
  }
}
