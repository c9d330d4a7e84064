/// The tariff registers in Wh. Exactly one of each account advances at a time, by what the account's cumulative
/// register advances, so the cumulative register is their sum.
public struct TariffRegisters: Sendable, BitwiseCopyable {
  /// Tariff TOU Register Matrix, 1 × 48.
  public internal(set) var timeOfUse: InlineArray<48, UInt32>
  /// Tariff TOU Block Register Matrix, 4 × 8 (index: 8 × block + rate).
  public internal(set) var block: InlineArray<32, UInt32>
  /// Tariff Block Counter Matrix, 4 × 8: as the block registers, since the last reset.
  public internal(set) var blockCounters: InlineArray<32, UInt32>
  /// Secondary Tariff TOU Register Matrix, 1 × 4.
  public internal(set) var secondaryImport: InlineArray<4, UInt32>
  /// Secondary Export Tariff TOU Register Matrix, 1 × 4 (MP184, *provisional*).
  public internal(set) var secondaryExport: InlineArray<4, UInt32>

  /// Empty registers.
  public init() {
    timeOfUse = InlineArray(repeating: 0)
    block = InlineArray(repeating: 0)
    blockCounters = InlineArray(repeating: 0)
    secondaryImport = InlineArray(repeating: 0)
    secondaryExport = InlineArray(repeating: 0)
  }

  static var storedBytes: Int { (48 + 32 + 32 + 4 + 4) * 4 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.fields(&timeOfUse, &bytes)
    coder.fields(&block, &bytes)
    coder.fields(&blockCounters, &bytes)
    coder.fields(&secondaryImport, &bytes)
    coder.fields(&secondaryExport, &bytes)
  }

  /// Sum of an account's registers in Wh, modulo 2^32 as the cumulative register.
  public func sum(_ account: TariffAccount) -> UInt32 {
    var sum: UInt32 = 0
    switch account {
    case .primaryImport:
      for index in 0..<48 { sum &+= timeOfUse[index] }
      for index in 0..<32 { sum &+= block[index] }
    case .secondaryImport: for index in 0..<4 { sum &+= secondaryImport[index] }
    case .secondaryExport: for index in 0..<4 { sum &+= secondaryExport[index] }
    }
    return sum
  }

  /// The block that rate `column` (0 to 7) with blocks is in: the first whose threshold the column's
  /// consumption since the reset has not reached.
  public func activeBlock(column: Int, thresholds: borrowing InlineArray<24, UInt32>) -> Int {
    let used = used(column: column)
    var block = 0
    while block < 3, thresholds[8 * block + column] != TariffPlan.unused,
      used >= UInt64(thresholds[8 * block + column])
    {
      block += 1
    }
    return block
  }

  /// Wh of rate `column` in all blocks since the reset.
  func used(column: Int) -> UInt64 {
    var used: UInt64 = 0
    for block in 0..<4 { used += UInt64(blockCounters[8 * block + column]) }
    return used
  }

  /// Adds whole Wh at a rate with blocks, up to the end of the present block; returns what was taken and where.
  mutating func addToBlock(
    column: Int, wattHours: UInt32, thresholds: borrowing InlineArray<24, UInt32>
  ) -> (taken: UInt32, block: Int) {
    let active = activeBlock(column: column, thresholds: thresholds)
    var taken = wattHours
    if active < 3, thresholds[8 * active + column] != TariffPlan.unused {
      let room = UInt64(thresholds[8 * active + column]) - used(column: column)
      taken = UInt32(min(UInt64(wattHours), room))
    }
    block[8 * active + column] &+= taken
    blockCounters[8 * active + column] &+= taken
    return (taken, active)
  }

  /// Empties the block counters (ECS05, or daily where so configured).
  mutating func resetBlockCounters() { blockCounters = InlineArray(repeating: 0) }
}
