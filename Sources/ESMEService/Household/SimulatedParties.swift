import MeterCore

/// Identities of a simulated meter's parties: made up, of nobody.
public enum SimulatedParties {
  private static let base: UInt64 = 0x0200_00FF_FE00_0000

  /// EUI-64 of a party.
  public static func identity(_ party: Party) -> UInt64 { base + 1 + UInt64(party.rawValue) }
  /// EUI-64 of the access control broker.
  public static let broker = base + 0x10
  /// EUI-64 of the load controller.
  public static let loadController = base + 0x11
  /// EUI-64 of the meter with a seed.
  public static func meter(seed: UInt64) -> UInt64 { base + 0x1_0000 + seed % 0x1_0000 }

  /// An MPAN core in the range of no distributor (99), with its check digit.
  public static func mpan(_ slot: MPANSlot, seed: UInt64) -> MPAN? {
    let first12 = 990_000_000_000 + seed % 1_000_000 * 10 + UInt64(slot.rawValue)
    return MPAN(number: first12 * 10 + MPAN.checkDigit(ofFirst12: first12))
  }
}
