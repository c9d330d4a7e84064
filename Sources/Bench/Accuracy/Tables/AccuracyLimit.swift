/// One row of a limit table: currents, angles and load that it covers, and the greatest error allowed.
public struct AccuracyLimit: Equatable, Sendable {
  /// Lowest current covered, in parts per million of the reference current (Ib or In).
  public var from: Int
  /// Currents below this are covered, same unit; nil up to and with Imax.
  public var below: Int?
  /// Angles covered.
  public var angles: [LoadAngle]
  /// True for load in one phase of a polyphase meter, false for balanced or single phase.
  public var isOnePhase: Bool
  /// Greatest error, ± thousandths of a percent.
  public var millipercent: Int
  /// True for rows that count where the user asks for them only.
  public var isOnRequest: Bool
  /// Source.
  public var rule: AccuracyRule
  /// Air temperatures covered, °C, upper end excluded; nil for the reference temperature.
  public var temperatures: Range<Int>?

  /// True where the row covers a current (parts per million of the reference current), angle and load.
  public func covers(current: Int, angle: LoadAngle, isOnePhase: Bool) -> Bool {
    isOnePhase == self.isOnePhase && angles.contains(angle) && current >= from
      && (below.map { current < $0 } ?? true)
  }

  /// The limit in percent.
  public var percent: Double { Double(millipercent) / 1000 }
}
