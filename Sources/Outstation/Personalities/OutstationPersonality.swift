import COSEM

/// How an outstation behaves where meters differ.
public struct OutstationPersonality: Equatable, Sendable, BitwiseCopyable {
  /// Selective access by entry is refused ("other reason").
  public var refusesEntryAccess = false
  /// A range without rows is refused ("data block unavailable") instead of answered empty.
  public var refusesEmptyRange = false
  /// Rows come newest first.
  public var isNewestFirst = false
  /// How the rows of profiles are written; plain, as clients differ in what they understand.
  public var compression = ProfileCompression.plain
  /// A selection of single columns is refused.
  public var refusesColumnSelection = false
  /// Clients 17 to 20 are levels 1 to 4.
  public var hasLevelClients = true
  /// What the public client may do without a password: 0 identification, clock and counters; 1 reads everything, for
  /// outstations that nobody outside can reach.
  public var publicLevel: UInt8 = 0
  /// Failed passwords before attempts are slowed.
  public var freeAttempts: UInt8 = 3
  /// The first delay after them, in nanoseconds; it doubles with every further failure.
  public var firstDelayNanoseconds: Int64 = 1_000_000_000
  /// The longest delay: there is no lock-out.
  public var longestDelayNanoseconds: Int64 = 60_000_000_000

  /// Level that may set the clock.
  public var clockLevel: UInt8 = 2
  /// Level that may reset the maximum demand.
  public var demandResetLevel: UInt8 = 2
  /// Level that may change periods, ratios, the supply output and passwords.
  public var programLevel: UInt8 = 3
  /// Level that may change the error compensation.
  public var calibrationLevel: UInt8 = 4
  /// Characters of the shortest and the longest password taken, up to 12.
  public var shortestPassword: UInt8 = 6
  public var longestPassword: UInt8 = 12
  /// Times are written in the local time of Great Britain, an hour ahead of UTC in summer.
  public var hasDaylightSaving = false

  /// A generic outstation of the Codes of Practice.
  public static let codeOfPractice = OutstationPersonality()

  /// Prometer 100 as read in the field: password on client 32, no entry access, empty ranges refused, newest
  /// row first, whole rows only, local time.
  public static let prometer100: OutstationPersonality = {
    var personality = OutstationPersonality()
    personality.refusesEntryAccess = true
    personality.refusesEmptyRange = true
    personality.isNewestFirst = true
    personality.refusesColumnSelection = true
    personality.hasLevelClients = false
    personality.hasDaylightSaving = true
    return personality
  }()

  /// The access point without password: identification, clock and counters only.
  public static var publicClient: UInt16 { 16 }
  /// The access point whose level is that of the password given.
  public static var anyLevelClient: UInt16 { 32 }

  /// The level a client asks for: nil for an unknown client, 0 for the public one, 255 for any.
  func level(ofClient client: UInt16) -> UInt8? {
    switch client {
    case Self.publicClient: 0
    case Self.anyLevelClient: 255
    case 17...20 where hasLevelClients: UInt8(client - 16)
    default: nil
    }
  }
}
