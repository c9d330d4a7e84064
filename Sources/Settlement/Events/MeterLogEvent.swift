/// One line of an event log: what a unit's register or load was at an instant.
public struct MeterLogEvent: Equatable, Sendable {
  /// What the value is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A cumulative register; value in µWh.
    case register
    /// A change of load; value in mW.
    case load
  }

  /// CMS unit reference.
  public var unitReference: String
  /// UTC in milliseconds since 1970.
  public var milliseconds: Int64
  /// What the value is.
  public var kind: Kind
  /// µWh of a register, mW of a load.
  public var value: Int64
  /// Reason words of the source, e.g. `clock-aligned`.
  public var context: String
  /// Information flag: empty, or letters of `U` clock unsynchronised, `E` estimated, `D` doubtful, `R` replayed.
  public var information: String

  /// Creates an event.
  public init(
    unitReference: String, milliseconds: Int64, kind: Kind, value: Int64, context: String, information: String
  ) {
    self.unitReference = unitReference
    self.milliseconds = milliseconds
    self.kind = kind
    self.value = value
    self.context = context
    self.information = information
  }
}
