/// The fundamental component of one element over one window.
public struct FundamentalMeasurement: Equatable, Sendable, BitwiseCopyable {
  /// Fundamental active energy P1·T; + is import.
  public var active = FineEnergy.zero
  /// Fundamental reactive energy Q1·T (IEC 62053-24); + is inductive import.
  public var reactive = FineEnergy.zero
  /// V1, rms, in mV.
  public var voltageMillivolts: UInt32 = 0
  /// I1, rms, in µA.
  public var currentMicroamperes: UInt64 = 0
  /// Total distortion of the voltage, everything but the fundamental and DC over V1, in ppm.
  public var voltageDistortionPPM: UInt32 = 0
  /// Total distortion of the current, in ppm of I1.
  public var currentDistortionPPM: UInt32 = 0
  /// V1's phase minus the anchor voltage's phase, -180 000...180 000 millidegrees; L2 of L1-L2-L3 is -120 000.
  public var voltageAngleMillidegrees: Int32 = 0
  /// How far I1 lags V1, -180 000...180 000 millidegrees; + is inductive, as with Q1.
  public var lagMillidegrees: Int32 = 0

  /// A measurement of nothing.
  public init() {}
}
