/// One element at one point of a calibration: the reference and how far the meter was from it.
public struct CalibrationPointResult: Codable, Equatable, Sendable {
  /// Deviations from the reference in parts per billion; + when the meter reads more. Of the power only where the
  /// reference has one.
  public struct Errors: Codable, Equatable, Sendable {
    public var voltage: Int
    public var current: Int
    public var power: Int?
  }

  /// Element, from 1.
  public var element: Int
  public var point: CalibrationPoint.Kind
  public var referenceMicrovolts: Int
  public var referenceMicroamperes: Int
  public var referenceMilliwatts: Int?
  /// Windows that were averaged.
  public var windows: Int
  /// Largest less smallest window over the mean, in ppm.
  public var voltageSpreadPPM: Int
  public var currentSpreadPPM: Int
  /// With the values that were in use.
  public var beforePPB: Errors
  /// With the new values, on the same samples.
  public var afterPPB: Errors

  enum CodingKeys: String, CodingKey {
    case element, point, windows
    case referenceMicrovolts = "reference_microvolts"
    case referenceMicroamperes = "reference_microamperes"
    case referenceMilliwatts = "reference_milliwatts"
    case voltageSpreadPPM = "voltage_spread_ppm"
    case currentSpreadPPM = "current_spread_ppm"
    case beforePPB = "before_ppb"
    case afterPPB = "after_ppb"
  }
}
