/// Octets as hexadecimal text, and back.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  public static func text(_ value: UInt8) -> String {
    String(decoding: [digits[Int(value >> 4)], digits[Int(value & 15)]], as: UTF8.self)
  }

  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    var output: [UInt8] = []
    for byte in bytes {
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 15)])
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Octets of hexadecimal `text`; white space, colons and hyphens between digits are skipped. Nil if it has other
  /// characters or an odd number of digits.
  public static func octets(_ text: some StringProtocol) -> [UInt8]? {
    var output: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character - UInt8(ascii: "A") + 10
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"), UInt8(ascii: ":"),
        UInt8(ascii: "-"):
        continue
      default: return nil
      }
      if let first = high {
        output.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? output : nil
  }
}
