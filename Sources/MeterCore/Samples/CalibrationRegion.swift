/// One point of an element's correction over current; between points it is interpolated linearly, outside the
/// outermost points are kept.
public struct CalibrationRegion: Equatable, Sendable, BitwiseCopyable {
  /// Irms of the point, in mA; points ascend.
  public var currentMilliamperes: UInt32
  /// Correction of the current's gain, in ppm; + makes the reading larger.
  public var gainPPM: Int16
  /// Phase error on top of `ElementCalibration.phaseMicroradians`; + when the measured current leads.
  public var phaseMicroradians: Int16

  /// Creates a point.
  public init(currentMilliamperes: UInt32, gainPPM: Int16, phaseMicroradians: Int16) {
    self.currentMilliamperes = currentMilliamperes
    self.gainPPM = gainPPM
    self.phaseMicroradians = phaseMicroradians
  }
}
