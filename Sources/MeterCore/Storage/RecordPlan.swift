/// What a `RecordStore` holds: state records, logs (rings) and banks (single records that are replaced).
public struct RecordPlan<let LogCount: Int, let BankCount: Int>: Sendable, BitwiseCopyable {
  /// A log.
  public struct Log: Equatable, Sendable, BitwiseCopyable {
    /// Four letters that seed the checksum.
    public var kind: UInt32
    /// Entries that can always be read back.
    public var capacity: Int
    /// Bytes of an entry.
    public var payloadBytes: Int

    /// Creates a log of `capacity` entries of `payloadBytes`.
    public init(kind: UInt32, capacity: Int, payloadBytes: Int) {
      self.kind = kind
      self.capacity = capacity
      self.payloadBytes = payloadBytes
    }
  }

  /// What kind of meter the memory belongs to, as the header stores it.
  public var meterKind: UInt8
  /// Bytes of a state record, its generation (8) included.
  public var stateBytes: Int
  /// State records kept for wear and fall-back; each commit writes the next one.
  public var stateRecords: Int
  /// The logs.
  public var logs: InlineArray<LogCount, Log>
  /// Bytes of each bank's record.
  public var bankBytes: InlineArray<BankCount, Int>

  /// Creates a plan.
  public init(
    meterKind: UInt8, stateBytes: Int, stateRecords: Int, logs: InlineArray<LogCount, Log>,
    bankBytes: InlineArray<BankCount, Int>
  ) {
    self.meterKind = meterKind
    self.stateBytes = stateBytes
    self.stateRecords = stateRecords
    self.logs = logs
    self.bankBytes = bankBytes
  }

  /// Checksum over all sizes: a memory that was divided otherwise is refused.
  public var digest: UInt32 {
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    var crc: UInt32 = 0
    func add(_ a: Int, _ b: Int, _ c: Int) {
      var span = bytes.mutableSpan
      var raw = span.mutableBytes
      raw.write(UInt32(truncatingIfNeeded: a), at: 0)
      raw.write(UInt32(truncatingIfNeeded: b), at: 4)
      raw.write(UInt32(truncatingIfNeeded: c), at: 8)
      crc = CRC32C.checksum(raw.bytes, seed: crc)
    }
    add(Int(meterKind), stateBytes, stateRecords)
    for index in 0..<LogCount { add(Int(logs[index].kind), logs[index].capacity, logs[index].payloadBytes) }
    for index in 0..<BankCount { add(index, bankBytes[index], -1) }
    return crc
  }
}
