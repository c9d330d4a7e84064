/// The baud rates of IEC 62056-21 by their identification characters.
public enum FlagBaud {
  /// Mode C and E: '0' 300 to '6' 19 200. Nil for another character.
  public static func modeC(_ character: UInt8) -> UInt32? {
    guard (0x30...0x36).contains(character) else { return nil }
    return 300 << UInt32(character - 0x30)
  }

  /// Mode B: 'A' 600 to 'F' 19 200. Nil for another character.
  public static func modeB(_ character: UInt8) -> UInt32? {
    guard (0x41...0x46).contains(character) else { return nil }
    return 600 << UInt32(character - 0x41)
  }

  /// The mode C character of a baud rate; nil for a rate that has none.
  public static func modeCCharacter(_ baud: UInt32) -> UInt8? {
    for step in UInt32(0)...6 where 300 << step == baud { return 0x30 + UInt8(step) }
    return nil
  }

  /// The mode B character of a baud rate; nil for a rate that has none.
  public static func modeBCharacter(_ baud: UInt32) -> UInt8? {
    for step in UInt32(0)...5 where 600 << step == baud { return 0x41 + UInt8(step) }
    return nil
  }
}
