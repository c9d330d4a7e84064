/// An entry of the average RMS voltage log.
public struct VoltageRow: Equatable, StoredRecord {
  /// End of the averaging period, seconds UTC since 1970.
  public var seconds: UInt32 = 0
  /// Average RMS voltage in 0.1 V.
  public var decivolts: UInt16 = 0
  /// 1 when the period was not covered whole.
  public var isPartial: UInt16 = 0

  /// An empty entry.
  public init() {}
  public static var storedBytes: Int { 8 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&seconds, &bytes)
    coder.field(&decivolts, &bytes)
    coder.field(&isPartial, &bytes)
  }
}
