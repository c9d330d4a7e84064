import COSEM

/// Meters that a gateway reads by itself.
public struct BoardCollection: Equatable, Sendable {
  /// A pulse channel whose pulses come from a meter that is read too.
  public struct Reconciled: Equatable, Sendable {
    /// The board's channel.
    public var channel: String
    /// The meter's name in the meters file.
    public var meter: String
    /// The meter's register of the same energy.
    public var register: OBIS
  }

  /// The list of meters, as `meter read --all` takes it.
  public var metersFile: String
  /// Where it is kept; nil for the place the meters file names, else the data folder.
  public var archive: String?
  /// When.
  public var schedule: CollectionSchedule
  /// Age of a meter's newest period that is no longer in order, in minutes.
  public var staleMinutes: Int
  /// How far back periods are caught up, in days.
  public var catchUpDays: Int
  /// Lines read at the same time.
  public var parallel: Int
  /// Channels compared with registers.
  public var reconciled: [Reconciled]
}
