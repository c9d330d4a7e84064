/// Identities and counters of the parties, and the four MPANs.
public struct PartyRegister: Sendable, BitwiseCopyable {
  /// A party's identity and the last counter accepted from it.
  public struct Entry: Equatable, Sendable, BitwiseCopyable {
    /// EUI-64, 0 while the place is empty.
    public internal(set) var identity: UInt64 = 0
    /// Last originator counter accepted; the next must be higher.
    public internal(set) var counter: UInt64 = 0
  }

  /// By `Party`.
  public internal(set) var entries: InlineArray<7, Entry>
  /// Holders of key slots that are no party with a service of its own, by `KeySlot`.
  public internal(set) var keyHolders: InlineArray<2, Entry>
  /// Last counter the meter gave to something of its own: alerts, encryption for unknown remote parties.
  public internal(set) var givenCounter: UInt64 = 0
  /// MPAN cores by `MPANSlot`, 0 where none is set.
  public internal(set) var mpans: InlineArray<4, UInt64>
  /// Parties that left, so that nothing of theirs can be replayed when they come back.
  var retired: InlineArray<8, Entry>
  var nextRetired: UInt8 = 0

  /// Nobody.
  public init() {
    entries = InlineArray(repeating: Entry())
    keyHolders = InlineArray(repeating: Entry())
    mpans = InlineArray(repeating: 0)
    retired = InlineArray(repeating: Entry())
  }

  static var storedBytes: Int { 7 * 16 + 2 * 16 + 8 + 4 * 8 + 8 * 16 + 1 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    for index in 0..<7 {
      coder.field(&entries[index].identity, &bytes)
      coder.field(&entries[index].counter, &bytes)
    }
    for index in 0..<2 {
      coder.field(&keyHolders[index].identity, &bytes)
      coder.field(&keyHolders[index].counter, &bytes)
    }
    coder.field(&givenCounter, &bytes)
    coder.fields(&mpans, &bytes)
    for index in 0..<8 {
      coder.field(&retired[index].identity, &bytes)
      coder.field(&retired[index].counter, &bytes)
    }
    coder.field(&nextRetired, &bytes)
  }

  /// Puts an identity (0: nobody) in a party's place. Its counter goes on where the meter last saw it.
  mutating func assign(_ identity: UInt64, to party: Party) {
    let old = entries[Int(party.rawValue)]
    if old.identity == identity { return }
    entries[Int(party.rawValue)] = Entry(identity: identity, counter: highestCounter(of: identity))
    retire(old)
  }

  /// Puts an identity (0: nobody) in a key slot. Its counter goes on where the meter last saw it.
  mutating func assign(_ identity: UInt64, to slot: KeySlot) {
    let old = keyHolders[Int(slot.rawValue)]
    if old.identity == identity { return }
    keyHolders[Int(slot.rawValue)] = Entry(identity: identity, counter: highestCounter(of: identity))
    retire(old)
  }

  private mutating func retire(_ old: Entry) {
    if old.identity == 0 { return }
    retired[Int(nextRetired)] = old
    nextRetired = (nextRetired + 1) % 8
  }

  /// The last counter accepted from an identity, in whatever place it was; 0 for one never seen.
  public func highestCounter(of identity: UInt64) -> UInt64 {
    if identity == 0 { return 0 }
    var highest: UInt64 = 0
    for index in 0..<7 where entries[index].identity == identity {
      highest = max(highest, entries[index].counter)
    }
    for index in 0..<2 where keyHolders[index].identity == identity {
      highest = max(highest, keyHolders[index].counter)
    }
    for index in 0..<8 where retired[index].identity == identity {
      highest = max(highest, retired[index].counter)
    }
    return highest
  }

  /// Accepts a counter for every place this identity holds; false when it is not above the last one.
  mutating func accept(_ counter: UInt64, from identity: UInt64) -> Bool {
    guard counter > highestCounter(of: identity) else { return false }
    for index in 0..<7 where entries[index].identity == identity { entries[index].counter = counter }
    for index in 0..<2 where keyHolders[index].identity == identity { keyHolders[index].counter = counter }
    return true
  }

  /// True for an identity that holds any place.
  func isKnown(_ identity: UInt64) -> Bool {
    if identity == 0 { return false }
    for index in 0..<7 where entries[index].identity == identity { return true }
    for index in 0..<2 where keyHolders[index].identity == identity { return true }
    return false
  }

  /// The MPAN of a slot.
  public subscript(_ slot: MPANSlot) -> MPAN? {
    MPAN(number: mpans[Int(slot.rawValue)]).flatMap { $0.number == 0 ? nil : $0 }
  }
}
