/// What decides which register advances: the switching table and the block thresholds.
public struct TariffPlan: StoredRecord {
  /// An unused threshold.
  public static var unused: UInt32 { 0xFFFF_FFFF }

  /// When which rate applies.
  public var table: SwitchingTable
  /// Upper limits of blocks 1 to 3 in Wh since the last reset, for each of the 8 rates with blocks
  /// (index: 8 × threshold + rate). Primary import only.
  public var thresholds: InlineArray<24, UInt32>

  /// A plan without any rate.
  public init() {
    table = SwitchingTable()
    thresholds = InlineArray(repeating: Self.unused)
  }

  /// A plan without blocks.
  public init(table: SwitchingTable) {
    self.table = table
    thresholds = InlineArray(repeating: Self.unused)
  }

  public static var storedBytes: Int { SwitchingTable.storedBytes + 24 * 4 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    table.code(&coder, &bytes)
    coder.fields(&thresholds, &bytes)
  }

  /// Why the plan cannot be used for `account`; nil when it can.
  public func defect(for account: TariffAccount) -> TariffError? {
    if let defect = table.defect(for: account) { return defect }
    for column in 0..<8 where account == .primaryImport {
      for step in 0..<2 where thresholds[8 * step + column] > thresholds[8 * (step + 1) + column] {
        return .thresholdsNotRising(column: UInt8(column))
      }
    }
    return nil
  }
}
