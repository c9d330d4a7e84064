/// A scenario that a real charge point can play.
struct LiveScenario: Sendable {
  /// Which one of the pack it is: `S1`.
  let id: String
  /// How it is played here, where that differs from the simulated one.
  let purpose: String
  /// Plays it; throws `LiveFailure` where the charge point does not go along.
  let play: @Sendable (inout LiveSession) async throws -> Void

  /// Why the other scenarios of the pack are not played on a real charge point.
  static let notPlayed: [String: String] = [
    "S2": "is about the control file and the inventory; a charge point does not take part",
    "S3": "is about the control file and the inventory; a charge point does not take part",
    "S4": "several units have to be out of reach at once; the bench has one and cannot cut its network",
    "S5": "the readings of an outage have to arrive a day later; the bench cannot cut the network",
    "S8": "would wait for midnight UTC; an S1 begun at 23:30 UTC shows the same on this charge point",
    "S9": "would wait for a day of the clock change",
    "S10": "a charge point's clock cannot be put wrong from outside; its offset is logged in every run",
    "S11": "the bench cannot cut the charge point's network",
    "S12": "a meter's register cannot be reset or exchanged from outside",
    "S13": "a charge point cannot be made to send its frames twice or out of order",
    "S14": "is about the inventory; a charge point does not take part",
    "S15": "is about the inventory; a charge point does not take part",
  ]
}
