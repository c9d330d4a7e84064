import Foundation
import HAL
import MeterCore

/// Mean of one element over the windows of a capture, with how steady it was.
struct CalibrationReading {
  /// Fewest windows that are averaged.
  static let fewestWindows = 10

  var windows = 0
  var volts = 0.0
  var amperes = 0.0
  var watts = 0.0
  /// How far the fundamental current lags its voltage, in rad.
  var lag = 0.0
  var hertz = 0.0
  /// Largest less smallest window, over the mean, in ppm.
  var voltageSpreadPPM = 0.0
  var currentSpreadPPM = 0.0
  /// Standard deviation of the mean, over the mean, in ppm.
  var voltageUncertaintyPPM = 0.0
  var currentUncertaintyPPM = 0.0

  /// Measures `capture` with the meter's own kernel and `calibration`.
  init(
    _ capture: CalibrationSource.Capture, _ calibration: ElementCalibration,
    _ configuration: SampleConfiguration, point: String
  ) throws(CalibrationError) {
    var kernel: SampleKernel<1>
    do throws(SampleConfigurationError) {
      kernel = try SampleKernel<1>(configuration, elements: [calibration])
    } catch { throw .measurement(point: point, reason: "the kernel refuses the values: \(error)") }
    var window = WindowMeasurement<1>()
    var voltages: [Double] = []
    var currents: [Double] = []
    var (seconds, active, fundamentalActive, fundamentalReactive) = (0.0, 0.0, 0.0, 0.0)
    var start = 0
    while start < capture.setCount {
      let progress = kernel.take(
        capture.samples.span, startingAt: start, firstIndex: capture.firstIndex, into: &window)
      start += progress.sets
      guard progress.hasWindow else { continue }
      let element = window.elements[0]
      guard element.overRangeCount == 0 else {
        throw .measurement(
          point: point,
          reason: "an input is at the converter's end stop; lower the load or check the front end")
      }
      guard window.end == .cycles, window.missingSamples == 0 else {
        // Only before the kernel has synchronised are windows not of whole cycles.
        if voltages.isEmpty { continue }
        throw .measurement(point: point, reason: "the voltage was interrupted")
      }
      guard element.hasFundamental else {
        throw .measurement(point: point, reason: "the frequency is not steady")
      }
      let length = Double(window.durationNanoseconds) / 1e9
      let voltage = Double(element.voltageMillivolts) / 1000
      voltages.append(voltage)
      // By way of the apparent energy, which is finer than the microampere.
      currents.append(voltage > 0 ? element.apparent.wattSeconds / length / voltage : 0)
      seconds += length
      active += element.active.wattSeconds
      fundamentalActive += element.fundamental.active.wattSeconds
      fundamentalReactive += element.fundamental.reactive.wattSeconds
      hertz += Double(window.frequencyMicrohertz) / 1e6
    }
    windows = voltages.count
    guard windows >= Self.fewestWindows else {
      throw .measurement(
        point: point,
        reason: "only \(windows) whole windows were found; is the voltage there, at the nominal frequency?")
    }
    hertz /= Double(windows)
    (volts, voltageSpreadPPM, voltageUncertaintyPPM) = Self.statistics(voltages)
    (amperes, currentSpreadPPM, currentUncertaintyPPM) = Self.statistics(currents)
    watts = active / seconds
    lag = atan2(fundamentalReactive, fundamentalActive)
    guard volts > 0, amperes > 0 else { throw .measurement(point: point, reason: "there is no load") }
  }

  private static func statistics(_ values: [Double]) -> (mean: Double, spread: Double, uncertainty: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    guard mean > 0 else { return (0, 0, 0) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (
      mean, (values.max()! - values.min()!) / mean * 1e6, (variance / count).squareRoot() / mean * 1e6
    )
  }
}

extension FineEnergy {
  /// For calibration only: energy is never kept as a floating-point number.
  fileprivate var wattSeconds: Double {
    (Double(microwattHours) + Double(fraction) / 4_294_967_296) * 3600 / 1e6
  }
}
