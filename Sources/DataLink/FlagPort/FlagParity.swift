/// Even parity of seven-bit characters in software, for ports that are set to eight bits without parity
/// (modems, TCP converters, pseudo terminals).
public enum FlagParity {
  /// The character with bit 7 making the number of ones even.
  public static func encode(_ character: UInt8) -> UInt8 {
    let value = character & 0x7F
    return value | UInt8(truncatingIfNeeded: value.nonzeroBitCount & 1) << 7
  }

  /// True when the number of ones is even.
  public static func isEven(_ octet: UInt8) -> Bool { octet.nonzeroBitCount & 1 == 0 }
}
