import HAL

/// How a `RecordStore` divides its memory: header, state, staging, logs, banks.
public struct RecordLayout<let LogCount: Int, let BankCount: Int>: Sendable, BitwiseCopyable {
  static var headerPayloadBytes: Int { 24 }

  /// The header's slots.
  public var header: SlotRing
  /// State records and staging.
  public var states: StateRing
  /// The logs.
  public var logs: InlineArray<LogCount, SlotRing>
  /// The banks.
  public var banks: InlineArray<BankCount, StorageRegion>
  /// Bytes of the largest slot: what a buffer must hold.
  public let largestSlotBytes: Int
  /// Bytes the store needs.
  public let byteCount: Int

  /// Divides a memory of the given geometry.
  public init(_ plan: RecordPlan<LogCount, BankCount>, geometry: NonVolatileGeometry) {
    let header = SlotRing(
      offset: 0, capacity: 1, payloadBytes: Self.headerPayloadBytes, kind: 0x4441_4548, geometry: geometry)
    let states = StateRing(
      offset: header.region.end, capacity: plan.stateRecords, payloadBytes: plan.stateBytes,
      geometry: geometry)
    var largest = max(header.slotBytes, states.ring.slotBytes)
    var offset = states.end
    var logs = InlineArray<LogCount, SlotRing>(repeating: header)
    for index in 0..<LogCount {
      logs[index] = SlotRing(
        offset: offset, capacity: plan.logs[index].capacity, payloadBytes: plan.logs[index].payloadBytes,
        kind: plan.logs[index].kind, geometry: geometry)
      offset = logs[index].region.end
      largest = max(largest, logs[index].slotBytes)
    }
    var banks = InlineArray<BankCount, StorageRegion>(repeating: StorageRegion(offset: 0, byteCount: 0))
    let block = geometry.eraseBlockBytes
    for index in 0..<BankCount {
      let length = Self.slotBytes(plan.bankBytes[index], geometry)
      banks[index] = StorageRegion(offset: offset, byteCount: (length + block - 1) / block * block)
      offset = banks[index].end
      largest = max(largest, length)
    }
    self.header = header
    self.states = states
    self.logs = logs
    self.banks = banks
    largestSlotBytes = largest
    byteCount = offset
  }

  /// Bytes of a slot for a record of `payloadBytes`: checksum, stamp, record, padding.
  static func slotBytes(_ payloadBytes: Int, _ geometry: NonVolatileGeometry) -> Int {
    let unit = max(geometry.programUnitBytes, 4)
    return (SlotRing.headerBytes + payloadBytes + unit - 1) / unit * unit
  }
}
