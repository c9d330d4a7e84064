import Archive
import Instation

/// How reading a meter went.
public struct CollectionOutcome: Sendable {
  /// The meter's name.
  public var name: String
  /// What was read; nil where it failed.
  public var reading: MeterReading?
  /// Why it failed.
  public var failure: String?
  /// True where configuration or the meter's answer is the matter, not the device.
  public var isDataFailure = false
  /// What the archive made of the rows; nil without archive.
  public var counts: ArchivedRead.Counts?
  /// Seconds it took.
  public var seconds: Double
  /// What the session cost, failed or not.
  public var facts = SessionFacts()
}
