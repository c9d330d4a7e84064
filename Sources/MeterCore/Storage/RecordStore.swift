import HAL

/// State, logs of different rows, and replaceable records of one meter in one non-volatile memory.
///
/// Layout: header, state ring, staging, the logs in their order, the banks in their order; each starts on an
/// erase block. `commit` syncs, so that everything appended before is durable too. docs/storage.md gives the bytes.
public struct RecordStore<
  let LogCount: Int, let BankCount: Int, let BufferBytes: Int, Memory: NonVolatile & ~Copyable
>: ~Copyable {
  /// What is stored.
  public let plan: RecordPlan<LogCount, BankCount>
  /// What the mount found.
  public private(set) var report = MountReport()
  /// Where the logs stand.
  public private(set) var logs: InlineArray<LogCount, SlotRing>
  /// The state records.
  public private(set) var states: StateRing
  /// True when rows were appended or banks written since the last sync.
  public private(set) var hasUnsynced = false

  private var header: SlotRing
  private var banks: InlineArray<BankCount, StorageRegion>
  private var memory: Memory
  private var buffer = InlineArray<BufferBytes, UInt8>(repeating: 0)

  static var magic: UInt32 { 0x524D_5753 }
  static var version: UInt8 { 1 }

  /// Mounts the store, or creates it where `policy` allows.
  public init(
    _ memory: consuming Memory, plan: RecordPlan<LogCount, BankCount>, format policy: FormatPolicy
  ) throws(StorageError) {
    let geometry = memory.geometry
    let layout = RecordLayout(plan, geometry: geometry)
    self.plan = plan
    self.memory = memory
    header = layout.header
    states = layout.states
    logs = layout.logs
    banks = layout.banks
    guard layout.byteCount <= geometry.sizeBytes else {
      throw .tooSmall(needed: layout.byteCount, available: geometry.sizeBytes)
    }
    guard layout.largestSlotBytes <= BufferBytes else {
      throw .recordTooLarge(needed: layout.largestSlotBytes, capacity: BufferBytes)
    }
    try mount(policy)
  }

  private mutating func mount(_ policy: FormatPolicy) throws(StorageError) {
    var span = buffer.mutableSpan
    var scratch = span.mutableBytes
    try header.mount(&memory, scratch: &scratch)
    try states.ring.mount(&memory, scratch: &scratch)
    var damaged = header.damagedSlots + states.ring.damagedSlots
    var hasRecords = states.ring.index.count > 0
    for index in 0..<LogCount {
      try logs[index].mount(&memory, scratch: &scratch)
      damaged += logs[index].damagedSlots
      hasRecords = hasRecords || logs[index].index.count > 0
    }
    report.damagedSlots = damaged
    let base = SlotRing.headerBytes
    if let id = header.index.ids.last, try header.read(id, from: &memory, into: &scratch) {
      guard scratch.readUInt32(at: base) == Self.magic, scratch.readUInt8(at: base + 4) == Self.version else {
        throw .unknownFormat(version: scratch.readUInt8(at: base + 4))
      }
      guard scratch.readUInt8(at: base + 5) == plan.meterKind, scratch.readUInt32(at: base + 8) == plan.digest
      else { throw .layoutDiffers }
      return
    }
    if !hasRecords {
      let mayFormat = policy == .whenNothingValid || (policy == .whenUnused && damaged == 0)
      guard mayFormat else { throw .damaged }
      let layout = RecordLayout(plan, geometry: memory.geometry)
      var block = header.region.end
      while block < layout.byteCount {
        do { try memory.erase(blockAt: block) } catch { throw .memory(error) }
        block += memory.geometry.eraseBlockBytes
      }
      states = layout.states
      logs = layout.logs
      report.wasFormatted = true
      report.damagedSlots = 0
    } else {
      guard policy != .never else { return }
      report.wasHeaderRepaired = true
    }
    for offset in base..<(base + RecordLayout<LogCount, BankCount>.headerPayloadBytes) {
      scratch.write(UInt8(0), at: offset)
    }
    scratch.write(Self.magic, at: base)
    scratch.write(Self.version, at: base + 4)
    scratch.write(plan.meterKind, at: base + 5)
    scratch.write(plan.digest, at: base + 8)
    scratch.write(UInt32(plan.stateBytes), at: base + 12)
    _ = try header.append(&scratch, to: &memory)
    try sync()
  }

  /// Returns once everything appended so far survives a supply cut.
  public mutating func sync() throws(StorageError) {
    do { try memory.sync() } catch { throw .memory(error) }
    hasUnsynced = false
  }

  // MARK: State

  /// Writes the state so that it survives a supply cut, with all rows appended before. (`inout` spares a copy;
  /// the state is not changed.)
  public mutating func commit<State: StoredRecord>(_ state: inout State) throws(StorageError) {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    Self.encode(&state, at: SlotRing.headerBytes + 8, into: &slot, length: states.ring.slotBytes)
    try states.commit(&slot, to: &memory)
    hasUnsynced = false
  }

  /// Writes the state so that it survives the death of the process; nothing on memory that cannot.
  public mutating func stage<State: StoredRecord>(_ state: inout State) throws(StorageError) {
    guard states.staging.byteCount > 0 else { return }
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    Self.encode(&state, at: SlotRing.headerBytes + 8, into: &slot, length: states.ring.slotBytes)
    try states.stage(&slot, to: &memory)
  }

  private static func encode<Record: StoredRecord>(
    _ record: inout Record, at base: Int, into slot: inout MutableRawSpan, length: Int
  ) {
    var coder = RecordCoder(at: base, isReading: false)
    record.code(&coder, &slot)
    // The rest of the slot is zero, so that equal records are equal bytes.
    for offset in coder.offset..<max(length, coder.offset) { slot.write(UInt8(0), at: offset) }
  }

  /// Reads the newest valid state; false when there is none (what `state` holds then is of no meaning).
  public mutating func load<State: StoredRecord>(into state: inout State) throws(StorageError) -> Bool {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    return try states.load(from: &memory, into: &slot) { slot in
      var coder = RecordCoder(at: SlotRing.headerBytes + 8, isReading: true)
      state.code(&coder, &slot)
      return coder.isValid
    }
  }

  // MARK: Logs

  /// Appends an entry; its id is given by the log. Durable after the next `commit` or `sync`.
  public mutating func append<Row: StoredRecord>(_ row: Row, to log: Int) throws(StorageError) -> UInt32 {
    var row = row
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    Self.encode(&row, at: SlotRing.headerBytes, into: &slot, length: logs[log].slotBytes)
    hasUnsynced = true
    return try logs[log].append(&slot, to: &memory)
  }

  /// Ids of the entries of `log` that can be read back, oldest first.
  public func ids(_ log: Int) -> Range<UInt32> { logs[log].index.ids }

  /// Entry `id` of `log`; nil when it was overwritten or its slot is damaged.
  public mutating func row<Row: StoredRecord>(
    _ id: UInt32, of log: Int, as: Row.Type = Row.self
  ) throws(StorageError) -> Row? {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    guard try logs[log].read(id, from: &memory, into: &slot) else { return nil }
    var row = Row()
    var coder = RecordCoder(at: SlotRing.headerBytes, isReading: true)
    row.code(&coder, &slot)
    return coder.isValid ? row : nil
  }

  /// Continues `log` at `id` where entries before it are known to be lost, so that no id is used twice.
  public mutating func begin(_ log: Int, atLeast id: UInt32) { logs[log].begin(atLeast: id) }

  // MARK: Banks

  /// Replaces the record of `bank` and syncs. Until the caller's state names `stamp`, the record is of no
  /// effect: a cut in here costs nothing that a state refers to.
  public mutating func write<Record: StoredRecord>(
    _ record: Record, to bank: Int, stamp: UInt32
  ) throws(StorageError) {
    var record = record
    let length = slotBytes(of: bank)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    slot.write(stamp, at: 4)
    Self.encode(&record, at: SlotRing.headerBytes, into: &slot, length: length)
    slot.write(Self.bankChecksum(slot.bytes.extracting(4..<length), bank), at: 0)
    do {
      var block = banks[bank].offset
      while block < banks[bank].end {
        try memory.erase(blockAt: block)
        block += memory.geometry.eraseBlockBytes
      }
      try memory.program(at: banks[bank].offset, slot.bytes.extracting(0..<length))
    } catch { throw .memory(error) }
    try sync()
  }

  /// The record of `bank` if it is valid and carries `stamp`.
  public mutating func read<Record: StoredRecord>(
    _ bank: Int, stamp: UInt32, as: Record.Type = Record.self
  ) throws(StorageError) -> Record? {
    let length = slotBytes(of: bank)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    do { try memory.read(at: banks[bank].offset, count: length, into: &slot) } catch { throw .memory(error) }
    guard slot.readUInt32(at: 0) == Self.bankChecksum(slot.bytes.extracting(4..<length), bank),
      slot.readUInt32(at: 4) == stamp
    else { return nil }
    var record = Record()
    var coder = RecordCoder(at: SlotRing.headerBytes, isReading: true)
    record.code(&coder, &slot)
    return coder.isValid ? record : nil
  }

  private func slotBytes(of bank: Int) -> Int {
    RecordLayout<LogCount, BankCount>.slotBytes(plan.bankBytes[bank], memory.geometry)
  }

  private static func bankChecksum(_ bytes: RawSpan, _ bank: Int) -> UInt32 {
    CRC32C.checksum(bytes, seed: 0x4B4E_4142 &+ UInt32(bank))
  }
}
