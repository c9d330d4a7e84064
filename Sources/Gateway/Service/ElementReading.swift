import MeterCore

/// Voltage, current and powers of one element over the newest window.
public struct ElementReading: Equatable, Sendable {
  /// Element, from 1.
  public var element: Int
  /// Vrms in mV.
  public var voltageMillivolts: UInt32
  /// Irms in µA.
  public var currentMicroamperes: UInt64
  /// Active power in mW, + is import.
  public var activeMilliwatts: Int64
  /// Reactive power in mvar, + is inductive import.
  public var reactiveMillivars: Int64
  /// Apparent power in mVA.
  public var apparentMillivoltamperes: Int64
  /// How far the fundamental current lags its voltage in millidegrees, nil where it was not measured.
  public var lagMillidegrees: Int32?
  /// Total distortion of the current in ppm, nil where it was not measured.
  public var currentDistortionPPM: UInt32?

  /// Power factor in thousandths, with the sign of the active power; nil without apparent power.
  public var powerFactorThousandths: Int64? {
    apparentMillivoltamperes > 0
      ? (2000 * activeMilliwatts / apparentMillivoltamperes + (activeMilliwatts < 0 ? -1 : 1)) / 2 : nil
  }

  init(_ measurement: ElementMeasurement, element: Int, nanoseconds: UInt64) {
    self.element = element
    voltageMillivolts = measurement.voltageMillivolts
    currentMicroamperes = measurement.currentMicroamperes
    activeMilliwatts = measurement.active.milliwatts(over: nanoseconds)
    reactiveMillivars = measurement.reactive.milliwatts(over: nanoseconds)
    apparentMillivoltamperes = measurement.apparent.milliwatts(over: nanoseconds)
    lagMillidegrees = measurement.hasFundamental ? measurement.fundamental.lagMillidegrees : nil
    currentDistortionPPM = measurement.hasFundamental ? measurement.fundamental.currentDistortionPPM : nil
  }
}
