/// EUI-64 identities as text: 16 hexadecimal digits.
public enum EUI64 {
  public static func text(_ identity: UInt64) -> String {
    let digits = String(identity, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Of 16 hexadecimal digits, hyphens or colons allowed; nil otherwise.
  public static func identity(_ text: String) -> UInt64? {
    let digits = text.filter { $0 != "-" && $0 != ":" }
    return digits.count == 16 ? UInt64(digits, radix: 16) : nil
  }
}
