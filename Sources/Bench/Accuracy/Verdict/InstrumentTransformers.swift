/// Errors of the current and voltage transformers before a meter.
public struct InstrumentTransformers: Equatable, Sendable {
  /// Ratio errors in percent.
  public var currentRatioPercent: Double
  public var voltageRatioPercent: Double
  /// Phase displacements in minutes, positive where the secondary leads.
  public var currentMinutes: Double
  public var voltageMinutes: Double

  /// Creates errors; all zero for none.
  public init(
    currentRatioPercent: Double = 0, currentMinutes: Double = 0, voltageRatioPercent: Double = 0,
    voltageMinutes: Double = 0
  ) {
    self.currentRatioPercent = currentRatioPercent
    self.currentMinutes = currentMinutes
    self.voltageRatioPercent = voltageRatioPercent
    self.voltageMinutes = voltageMinutes
  }

  /// e = e_meter + e_CT + e_VT + 0.0291·(δCT − δVT)·tan φ, in percent, for active energy.
  public func overall(meterPercent: Double, angle: LoadAngle) -> Double {
    meterPercent + currentRatioPercent + voltageRatioPercent
      + 0.0291 * (currentMinutes - voltageMinutes) * angle.tangent
  }
}
