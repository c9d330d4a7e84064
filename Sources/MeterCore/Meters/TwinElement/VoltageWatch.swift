/// Average RMS voltage of the running period, and its thresholds.
public struct VoltageWatch: Sendable, BitwiseCopyable {
  /// Sum and number of readings in the running period, in 0.1 V.
  var sum: UInt64 = 0
  var count: UInt32 = 0
  /// End of the running period, seconds UTC since 1970; 0 while there is none.
  var endSeconds: UInt32 = 0
  /// Average RMS Over and Under Voltage Threshold in 0.1 V.
  public internal(set) var overDecivolts: UInt16 = 0xFFFF
  public internal(set) var underDecivolts: UInt16 = 0
  /// The last average was above or below its threshold.
  public internal(set) var isOver = false
  public internal(set) var isUnder = false
  /// How often a threshold was crossed outwards.
  public internal(set) var overCount: UInt32 = 0
  public internal(set) var underCount: UInt32 = 0
  var isPartial = true

  static var storedBytes: Int { 8 + 4 + 4 + 4 + 2 + 8 + 1 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&sum, &bytes)
    coder.field(&count, &bytes)
    coder.field(&endSeconds, &bytes)
    coder.field(&overDecivolts, &bytes)
    coder.field(&underDecivolts, &bytes)
    coder.flag(&isOver, &bytes)
    coder.flag(&isUnder, &bytes)
    coder.field(&overCount, &bytes)
    coder.field(&underCount, &bytes)
    coder.flag(&isPartial, &bytes)
  }
}
