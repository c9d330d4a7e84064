/// The last counter taken from each remote party, and the last one given out: what refuses replays.
///
/// GBCS's exact table of counters is not published where it could be reached: one counter a party is kept, and for a
/// party behind the broker also its own (*unverified*).
public struct OriginatorCounters: Equatable, Sendable, Codable {
  /// Last counter taken, by party in 16 hexadecimal digits.
  public private(set) var taken: [String: UInt64] = [:]
  /// Last counter that this meter gave to something it originates: alerts, encryption for unknown remote parties.
  public private(set) var given: UInt64

  public init(given: UInt64 = 0) { self.given = given }

  public func last(of party: EntityIdentifier) -> UInt64 { taken["\(party)"] ?? 0 }

  public func isReplay(_ counter: UInt64, of party: EntityIdentifier) -> Bool { counter <= last(of: party) }

  public mutating func take(_ counter: UInt64, of party: EntityIdentifier) { taken["\(party)"] = counter }

  /// The next counter of the meter's own.
  public mutating func next() -> UInt64 {
    given += 1
    return given
  }
}
