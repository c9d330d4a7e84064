/// One voltage-current element over one window.
public struct ElementMeasurement: Equatable, Sendable, BitwiseCopyable {
  /// Active energy; + is import.
  public var active = FineEnergy.zero
  /// Quarter-period reactive energy (the current against the voltage a quarter period ago, IEC 62053-23
  /// conditions); + is inductive import.
  public var reactive = FineEnergy.zero
  /// Apparent energy Vrms·Irms·T; never negative.
  public var apparent = FineEnergy.zero
  /// Vrms without DC and noise floor, in mV.
  public var voltageMillivolts: UInt32 = 0
  /// Irms without DC and noise floor, in µA.
  public var currentMicroamperes: UInt64 = 0
  /// Samples of the voltage at an end stop of the converter, up to 65 535.
  public var voltageOverRangeCount: UInt16 = 0
  /// Samples of the current at an end stop of the converter, up to 65 535.
  public var currentOverRangeCount: UInt16 = 0
  /// True when the voltage reaches the configured healthy voltage.
  public var isVoltageHealthy = false
  /// True when `fundamental` was measured: the kernel is set up for it and the window is one of whole cycles
  /// at a steady frequency.
  public var hasFundamental = false
  /// The fundamental component. Unless `hasFundamental` its energies are those of the whole signal, so that registers
  /// of the fundamental lose nothing, and the rest is 0.
  public var fundamental = FundamentalMeasurement()

  /// A measurement of nothing.
  public init() {}

  /// Samples of either channel at an end stop.
  public var overRangeCount: UInt32 { UInt32(voltageOverRangeCount) &+ UInt32(currentOverRangeCount) }
}
