import Instation

/// What became of a trial.
struct TrialOutcome {
  /// Reads until everything was there; nil where it never was.
  var reads: Int?
  /// Failures on the way.
  var failures: [MeterReadError] = []
  /// Findings of the last read that succeeded.
  var reading: MeterReading?
  /// Intervals in the archive that are not the meter's, and what else is wrong.
  var wrong: [String] = []
}
