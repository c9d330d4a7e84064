/// How elements are added up to import and export.
public enum SampleSummation: String, Equatable, Sendable, CaseIterable {
  /// The sign of the sum decides (netted between phases).
  case vector
  /// Each element is booked by its own sign.
  case magnitude
  /// Everything is booked as import.
  case absolute
}
