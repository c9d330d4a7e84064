import HAL

/// How a meter's store divides its memory: header, state records, staging area, profile, events.
public struct StorageLayout: Sendable, BitwiseCopyable {
  /// Sizes a user chooses.
  public struct Sizes: Equatable, Sendable, BitwiseCopyable {
    /// Channels stored in state and profile.
    public var channelCount: UInt8
    /// Profile rows that can always be read back.
    public var profileRows: Int
    /// Events that can always be read back.
    public var events: Int
    /// State records kept for wear and fall-back; each commit writes the next one.
    public var stateRecords: Int

    /// Creates sizes.
    public init(channelCount: UInt8, profileRows: Int, events: Int, stateRecords: Int) {
      self.channelCount = channelCount
      self.profileRows = profileRows
      self.events = events
      self.stateRecords = stateRecords
    }
  }

  /// Version of everything written; a store of another version is refused, never guessed at.
  public static let formatVersion: UInt8 = 1
  static let headerPayloadBytes = 24
  static let eventPayloadBytes = 24

  /// The chosen sizes.
  public let sizes: Sizes
  /// Header slots.
  public var header: SlotRing
  /// State records and staging.
  public var states: StateRing
  /// Profile rows.
  public var profile: SlotRing
  /// Events.
  public var events: SlotRing
  /// Divides a memory of the given geometry.
  public init(_ sizes: Sizes, geometry: NonVolatileGeometry) {
    self.sizes = sizes
    let channels = Int(sizes.channelCount)
    header = SlotRing(
      offset: 0, capacity: 1, payloadBytes: StorageLayout.headerPayloadBytes, kind: 0x4441_4548,
      geometry: geometry)
    states = StateRing(
      offset: header.region.end, capacity: sizes.stateRecords,
      payloadBytes: StorageLayout.statePayloadBytes(channels: channels), geometry: geometry)
    profile = SlotRing(
      offset: states.end, capacity: sizes.profileRows,
      payloadBytes: StorageLayout.rowPayloadBytes(channels: channels), kind: 0x464F_5250,
      geometry: geometry)
    events = SlotRing(
      offset: profile.region.end, capacity: sizes.events, payloadBytes: StorageLayout.eventPayloadBytes,
      kind: 0x544E_5645, geometry: geometry)
  }

  /// Slots of committed state.
  public var state: SlotRing {
    get { states.ring }
    set { states.ring = newValue }
  }
  /// Two slots for staged state, each in blocks of its own; empty on memory that is not overwritable.
  public var staging: StorageRegion { states.staging }
  /// Bytes from one staging slot to the other.
  public var stagingStride: Int { states.stagingStride }

  /// Bytes the store needs.
  public var byteCount: Int { events.region.end }

  /// Bytes of the largest slot: what a buffer must hold.
  public var largestSlotBytes: Int {
    max(max(header.slotBytes, state.slotBytes), max(profile.slotBytes, events.slotBytes))
  }

  /// The sizes a memory was formatted with, from its header.
  public static func storedSizes<Memory: NonVolatile & ~Copyable>(
    in memory: inout Memory
  ) throws(StorageError) -> Sizes {
    var buffer = InlineArray<64, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    var header = SlotRing(
      offset: 0, capacity: 1, payloadBytes: headerPayloadBytes, kind: 0x4441_4548, geometry: memory.geometry)
    guard header.slotBytes <= 64 else { throw .recordTooLarge(needed: header.slotBytes, capacity: 64) }
    try header.mount(&memory, scratch: &slot)
    guard let id = header.index.ids.last, try header.read(id, from: &memory, into: &slot) else {
      throw .damaged
    }
    let base = SlotRing.headerBytes
    guard slot.readUInt8(at: base + 4) == formatVersion else {
      throw .unknownFormat(version: slot.readUInt8(at: base + 4))
    }
    return Sizes(
      channelCount: slot.readUInt8(at: base + 5), profileRows: Int(slot.readUInt32(at: base + 8)),
      events: Int(slot.readUInt32(at: base + 12)), stateRecords: Int(slot.readUInt32(at: base + 16)))
  }

  static func rowPayloadBytes(channels: Int) -> Int { 12 + 20 * channels }
  static func statePayloadBytes(channels: Int) -> Int {
    PulseMeterState<1>.fixedBytes + PulseMeterState<1>.channelBytes * channels
      + 4 + rowPayloadBytes(channels: channels)
  }
}
