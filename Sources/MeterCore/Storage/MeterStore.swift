import HAL

/// A meter's records in one non-volatile memory: state, profile rows and events.
///
/// `commit` is durable against a supply cut when it returns. `stage` is durable against the death of the
/// process only, costs no sync, and exists on overwritable memory (on NOR flash it does nothing). Reading
/// takes the newest valid of all of them, so a torn record falls back to the one before it.
public struct MeterStore<let BufferBytes: Int, Memory: NonVolatile & ~Copyable>: ~Copyable {
  /// Where everything stands.
  public private(set) var layout: StorageLayout
  /// What the mount found.
  public private(set) var report = MountReport()
  /// Number of the newest state record; grows by one with every stage and commit.
  public var generation: UInt64 { layout.states.generation }

  var memory: Memory
  var buffer = InlineArray<BufferBytes, UInt8>(repeating: 0)

  /// Mounts the store, or creates it where `policy` allows.
  public init(
    _ memory: consuming Memory, sizes: StorageLayout.Sizes, format policy: FormatPolicy
  ) throws(StorageError) {
    layout = StorageLayout(sizes, geometry: memory.geometry)
    let available = memory.geometry.sizeBytes
    self.memory = memory
    guard layout.byteCount <= available else {
      throw .tooSmall(needed: layout.byteCount, available: available)
    }
    guard layout.largestSlotBytes <= BufferBytes else {
      throw .recordTooLarge(needed: layout.largestSlotBytes, capacity: BufferBytes)
    }
    try mount(policy)
  }

  private mutating func mount(_ policy: FormatPolicy) throws(StorageError) {
    var span = buffer.mutableSpan
    var scratch = span.mutableBytes
    try layout.header.mount(&memory, scratch: &scratch)
    try layout.states.ring.mount(&memory, scratch: &scratch)
    try layout.profile.mount(&memory, scratch: &scratch)
    try layout.events.mount(&memory, scratch: &scratch)
    report.damagedSlots =
      layout.header.damagedSlots + layout.state.damagedSlots + layout.profile.damagedSlots
      + layout.events.damagedSlots
    if let id = layout.header.index.ids.last {
      if try layout.header.read(id, from: &memory, into: &scratch) {
        return try MeterStore.check(header: scratch, against: layout.sizes)
      }
    }
    let hasRecords = layout.state.index.count > 0 || layout.profile.index.count > 0
    if !hasRecords {
      let isUnused = layout.state.damagedSlots == 0 && layout.profile.damagedSlots == 0
      let mayFormat = policy == .whenNothingValid || (policy == .whenUnused && isUnused)
      guard mayFormat else { throw .damaged }
      try MeterStore.erase(from: layout.header.region.end, to: layout.byteCount, in: &memory)
      layout = StorageLayout(layout.sizes, geometry: memory.geometry)
      report.wasFormatted = true
      report.damagedSlots = 0
    } else {
      guard policy != .never else { return }
      report.wasHeaderRepaired = true
    }
    MeterStore.encodeHeader(layout.sizes, into: &scratch)
    _ = try layout.header.append(&scratch, to: &memory)
    do { try memory.sync() } catch { throw .memory(error) }
  }

  private static func encodeHeader(_ sizes: StorageLayout.Sizes, into slot: inout MutableRawSpan) {
    let base = SlotRing.headerBytes
    for offset in base..<(base + StorageLayout.headerPayloadBytes) { slot.write(UInt8(0), at: offset) }
    slot.write(UInt32(0x544D_5753), at: base)
    slot.write(StorageLayout.formatVersion, at: base + 4)
    slot.write(sizes.channelCount, at: base + 5)
    slot.write(UInt32(sizes.profileRows), at: base + 8)
    slot.write(UInt32(sizes.events), at: base + 12)
    slot.write(UInt32(sizes.stateRecords), at: base + 16)
  }

  private static func check(
    header: borrowing MutableRawSpan, against sizes: StorageLayout.Sizes
  ) throws(StorageError) {
    let base = SlotRing.headerBytes
    let version = header.readUInt8(at: base + 4)
    guard header.readUInt32(at: base) == 0x544D_5753, version == StorageLayout.formatVersion else {
      throw .unknownFormat(version: version)
    }
    guard header.readUInt8(at: base + 5) == sizes.channelCount,
      header.readUInt32(at: base + 8) == UInt32(sizes.profileRows),
      header.readUInt32(at: base + 12) == UInt32(sizes.events),
      header.readUInt32(at: base + 16) == UInt32(sizes.stateRecords)
    else { throw .layoutDiffers }
  }

  private static func erase(
    from offset: Int, to end: Int, in memory: inout Memory
  ) throws(StorageError) {
    var block = offset
    while block < end {
      do { try memory.erase(blockAt: block) } catch { throw .memory(error) }
      block += memory.geometry.eraseBlockBytes
    }
  }

  // MARK: State

  /// Writes the state so that it survives a supply cut. Rows and events appended before are durable too.
  public mutating func commit<let N: Int>(_ state: PulseMeterState<N>) throws(StorageError) {
    let next = generation + 1
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    state.encode(generation: next, into: &slot)
    try layout.states.commit(&slot, to: &memory)
  }

  /// Writes the state so that it survives the death of the process; nothing on memory that cannot.
  public mutating func stage<let N: Int>(_ state: PulseMeterState<N>) throws(StorageError) {
    guard layout.staging.byteCount > 0 else { return }
    let next = generation + 1
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    state.encode(generation: next, into: &slot)
    try layout.states.stage(&slot, to: &memory)
  }

  /// Loads the newest valid state, staged or committed; false when there is none.
  public mutating func loadState<let N: Int>(
    into state: inout PulseMeterState<N>,
    configurations: InlineArray<N, PulseChannelConfiguration>?, rules: ClockRules
  ) throws(StorageError) -> Bool {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    return try layout.states.load(from: &memory, into: &slot) { slot in
      state.decode(slot, configurations: configurations, rules: rules)
    }
  }

  // MARK: Profile

  /// Appends a row; its id is given by the log. Durable after the next `commit`.
  public mutating func append<let N: Int>(_ row: ProfileRow<N>) throws(StorageError) -> UInt32 {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    row.encode(into: &slot, at: SlotRing.headerBytes)
    return try layout.profile.append(&slot, to: &memory)
  }

  /// Ids of the rows that can be read back, oldest first.
  public var rowIDs: Range<UInt32> { layout.profile.index.ids }

  /// Row `id`; nil when it was overwritten or its slot is damaged.
  public mutating func row<let N: Int>(
    _ id: UInt32, as: ProfileRow<N>.Type = ProfileRow<N>.self
  ) throws(StorageError) -> ProfileRow<N>? {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    guard try layout.profile.read(id, from: &memory, into: &slot) else { return nil }
    return ProfileRow(decoding: slot, at: SlotRing.headerBytes, id: id)
  }

  /// Leaves one id of the profile empty: a row that could not be written.
  mutating func skipRow() { layout.profile.begin(atLeast: layout.profile.index.nextID + 1) }

  /// Continues the profile at `id` where rows before it are known to be lost, so that no id is used twice.
  mutating func beginRows(atLeast id: UInt32) { layout.profile.begin(atLeast: id) }

  // MARK: Events

  /// Appends an event. Durable after the next `commit`.
  public mutating func append(_ event: MeterEvent) throws(StorageError) {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    event.encode(into: &slot, at: SlotRing.headerBytes)
    _ = try layout.events.append(&slot, to: &memory)
  }

  /// Ids of the events that can be read back, oldest first.
  public var eventIDs: Range<UInt32> { layout.events.index.ids }

  /// Event `id`; nil when it was overwritten or its slot is damaged.
  public mutating func event(_ id: UInt32) throws(StorageError) -> MeterEvent? {
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    guard try layout.events.read(id, from: &memory, into: &slot) else { return nil }
    return MeterEvent(decoding: slot, at: SlotRing.headerBytes, id: id)
  }
}
