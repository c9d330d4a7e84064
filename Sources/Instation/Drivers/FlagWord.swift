import COSEM

/// A column whose bits say what happened in a period.
public struct FlagWord: Equatable, Sendable {
  /// The column's logical name.
  public var name: OBIS
  /// Names of the bits known, by their number.
  public var bits: [Int: String]
  /// Bits that cast doubt on the energy or the time of a period; a bit without name always does.
  public var doubtful: Int64

  /// The names of the bits set; `bit N` for one without a name.
  public func names(_ value: Int64) -> [String] {
    (0..<56).filter { value & (1 << Int64($0)) != 0 }.map { bits[$0] ?? "bit \($0)" }
  }

  /// True when a period with these bits is beyond doubt.
  public func isActual(_ value: Int64) -> Bool {
    let known = bits.keys.reduce(Int64(0)) { $0 | 1 << Int64($1) }
    return value & (doubtful | ~known) == 0
  }

  /// The eight flags of the Codes of Practice.
  public static let codeOfPractice = [
    FlagWord(
      name: OBIS(0, 0, 96, 10, 1),
      bits: [0: "PF", 1: "RST", 2: "BAT", 3: "TIM", 4: "TRU", 5: "CFG", 6: "REV", 7: "ERR"],
      doubtful: 0xFF & ~0x04)
  ]

  /// Prometer 100: 13 bits, of which three are known from the field (a third party's decode).
  public static let prometer100 =
    codeOfPractice + [
      FlagWord(
        name: OBIS(1, 0, 96, 5, 4), bits: [0: "all-invalid", 4: "disturbed", 11: "power-loss"],
        doubtful: 0x811)
    ]
}
