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
  /// MPAN cores by `MPANSlot`, 0 where none is set.
  public internal(set) var mpans: InlineArray<4, UInt64>
  /// Parties that left, so that nothing of theirs can be replayed when they come back.
  var retired: InlineArray<8, Entry>
  var nextRetired: UInt8 = 0

  /// Nobody.
  public init() {
    entries = InlineArray(repeating: Entry())
    mpans = InlineArray(repeating: 0)
    retired = InlineArray(repeating: Entry())
  }

  static var storedBytes: Int { 7 * 16 + 4 * 8 + 8 * 16 + 1 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    for index in 0..<7 {
      coder.field(&entries[index].identity, &bytes)
      coder.field(&entries[index].counter, &bytes)
    }
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
    if old.identity != 0 {
      retired[Int(nextRetired)] = old
      nextRetired = (nextRetired + 1) % 8
    }
  }

  private func highestCounter(of identity: UInt64) -> UInt64 {
    if identity == 0 { return 0 }
    var highest: UInt64 = 0
    for index in 0..<7 where entries[index].identity == identity {
      highest = max(highest, entries[index].counter)
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
    return true
  }

  /// The MPAN of a slot.
  public subscript(_ slot: MPANSlot) -> MPAN? {
    MPAN(number: mpans[Int(slot.rawValue)]).flatMap { $0.number == 0 ? nil : $0 }
  }
}
