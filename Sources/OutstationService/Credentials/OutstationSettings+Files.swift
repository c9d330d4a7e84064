import COSEM
import HAL
import Outstation

extension OutstationSettings {
  /// Gives levels 1 to 4 the passwords in `lines`, one each; fewer lines leave the higher levels without.
  public mutating func setPasswords(_ lines: [String], from path: String) throws(SecretFileError) {
    guard (1...4).contains(lines.count) else {
      throw SecretFileError(
        "\(path): has \(lines.count) lines; it needs a password for levels 1 to 4, a line each")
    }
    for (index, line) in lines.enumerated() {
      guard setPassword(Array(line.utf8).span.bytes, level: index + 1) else {
        throw SecretFileError(
          "\(path): the password of level \(index + 1) must have 6 to 12 characters and differ from the others"
        )
      }
    }
  }

  /// Takes encryption key, authentication key and system title from `lines`, in hexadecimal.
  public mutating func setKeys(_ lines: [String], from path: String) throws(SecretFileError) {
    let values = lines.map(Self.octets)
    guard values.count == 3, values[0].count == 16, values[1].count == 16, values[2].count == 8 else {
      throw SecretFileError(
        "\(path): needs encryption key, authentication key and system title: 16, 16 and 8 octets in hexadecimal, "
          + "a line each")
    }
    encryptionKey = Key128(InlineArray { values[0][$0] })
    authenticationKey = Key128(InlineArray { values[1][$0] })
    title = SystemTitle(InlineArray { values[2][$0] })
    hasKeys = true
  }

  /// Octets of hexadecimal digits; none where anything else stands among them.
  private static func octets(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map(\.hexDigitValue)
    guard digits.count % 2 == 0, digits.allSatisfy({ $0 != nil }) else { return [] }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
  }
}
