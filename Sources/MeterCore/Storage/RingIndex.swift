/// The arithmetic of a ring of slots in erasable groups, apart from any memory.
///
/// Entry `id` lives in slot `id % slotCount`. Before the first slot of a group is written the group is erased,
/// which takes its old entries; there is one group more than the capacity needs, so `capacity` entries are
/// always kept. Ids start at 0 and are never reused (2^32 entries at one a minute last 8 000 years).
public struct RingIndex: Equatable, Sendable, BitwiseCopyable {
  /// Entries that can be read back, at most.
  public let capacity: Int
  /// Slots in an erasable group.
  public let slotsPerGroup: Int
  /// Groups in the ring.
  public let groupCount: Int
  /// Id of the next entry.
  public private(set) var nextID: UInt32
  /// Id of the first entry ever written here (later than 0 only where a store was begun from another id).
  public private(set) var firstID: UInt32

  /// An empty ring; `slotsPerGroup` at least 1.
  public init(capacity: Int, slotsPerGroup: Int) {
    self.capacity = max(capacity, 0)
    self.slotsPerGroup = max(slotsPerGroup, 1)
    groupCount = capacity <= 0 ? 0 : (capacity + slotsPerGroup - 1) / slotsPerGroup + 1
    nextID = 0
    firstID = 0
  }

  /// Slots in the ring.
  public var slotCount: Int { groupCount * slotsPerGroup }

  /// Entries that can be read back now.
  public var count: Int { min(Int(nextID &- firstID), capacity) }

  /// Ids that can be read back now, oldest first.
  public var ids: Range<UInt32> { (nextID - UInt32(count))..<nextID }

  /// Entries that were written and have been overwritten since.
  public var overwrittenCount: UInt32 { nextID &- firstID &- UInt32(count) }

  /// Slot of entry `id`; nil in a ring without capacity.
  public func slot(of id: UInt32) -> Int? {
    slotCount == 0 ? nil : Int(id % UInt32(slotCount))
  }

  /// True when writing `id` must erase its group first.
  public func startsGroup(_ id: UInt32) -> Bool {
    guard let slot = slot(of: id) else { return false }
    return slot % slotsPerGroup == 0
  }

  /// Group that slot `slot` belongs to.
  public func group(ofSlot slot: Int) -> Int { slot / slotsPerGroup }

  /// Takes the next id.
  public mutating func advance() { nextID += 1 }

  /// Continues after the entries found in memory.
  public mutating func restore(firstID: UInt32, nextID: UInt32) {
    self.firstID = firstID
    self.nextID = nextID
  }
}
