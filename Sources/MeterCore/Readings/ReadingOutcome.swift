/// What became of a reading or load event.
public enum ReadingOutcome: UInt8, Equatable, Sendable, BitwiseCopyable, CaseIterable {
  /// Booked at the end of what was known.
  case booked = 0
  /// Booked between or before what was known: periods may have been revised.
  case bookedLate = 1
  /// The same instant and value were known already: nothing changed.
  case duplicate = 2
  /// Booked; the register rolled over its top between its neighbour and this.
  case rolledOver = 3
  /// Booked; the register fell, so it was reset: what it shows is what it counted since. Period marked estimated.
  case reset = 4
  /// Refused: it lies outside what its neighbours in time allow, or another value is known for this instant.
  case contradictory = 5
  /// Refused: more energy than the set-up's greatest power could bring in the time.
  case implausible = 6
  /// Refused: older than the window kept. The register covers its energy, no half hour changes.
  case tooLate = 7
  /// Refused: a negative value, or an instant outside 1970 to 2200.
  case malformed = 8

  /// Held back: it contradicts the newest reading, so it counts only if the next one confirms it (a reset or an
  /// exchange of the meter), and is dropped if the next one goes on from before.
  case held = 9

  /// True where the reading counts.
  public var isAccepted: Bool { rawValue <= ReadingOutcome.reset.rawValue }
}
