import Foundation
import HAL
import MeterCore

/// From captures at known loads to the values of one element.
public struct CalibrationSolver {
  /// A captured point.
  public struct Measured: Sendable {
    public var point: CalibrationPoint
    public var capture: CalibrationSource.Capture

    /// Creates a captured point.
    public init(point: CalibrationPoint, capture: CalibrationSource.Capture) {
      self.point = point
      self.capture = capture
    }
  }

  /// Largest gain error that is corrected; beyond, the board file or the reference is wrong.
  static let largestGain = 0.2
  /// Largest phase error that is corrected, in rad.
  static let largestPhase = 0.2

  private let samples: BoardSamples
  private let element: Int
  /// Largest standard deviation of a point's mean, in ppm.
  private let limitPPM: Double

  /// Solves for element `element` (from 0) of `samples`.
  public init(_ samples: BoardSamples, element: Int, limitPPM: Double = 50) {
    self.samples = samples
    self.element = element
    self.limitPPM = limitPPM
  }

  /// The new values, and every point with the old and the new ones.
  public func solve(_ points: [Measured]) throws(CalibrationError) -> (
    values: CalibrationValues, results: [CalibrationPointResult]
  ) {
    try CalibrationPoint.check(points.map(\.point))
    guard let board = samples.boardCalibration(element: element),
      let before = samples.calibration(element: element)
    else { throw .points(reason: "there is no element \(element + 1)") }
    for measured in points { try requireSteady(measured, board) }

    let main = points.first { $0.point.point == .main }!
    var new = try gains(main, board)
    if let phase = points.first(where: { $0.point.point == .phase }) {
      new.phaseMicroradians = try self.phase(phase, new)
    }
    try addRegions(points, main, &new)
    var results: [CalibrationPointResult] = []
    for measured in points { results.append(try result(measured, before, new)) }
    return (CalibrationValues(new, element: element + 1, board: board), results)
  }

  private func name(_ measured: Measured) -> String {
    "element \(element + 1), \(measured.point.point.rawValue)"
  }

  private func read(_ measured: Measured, _ calibration: ElementCalibration) throws(CalibrationError)
    -> CalibrationReading
  {
    try CalibrationReading(
      measured.capture, calibration, samples.kernelConfiguration(measured.capture.format),
      point: name(measured))
  }

  private func requireSteady(_ measured: Measured, _ board: ElementCalibration) throws(CalibrationError) {
    let reading = try read(measured, board)
    for (what, spread, uncertainty) in [
      ("voltage", reading.voltageSpreadPPM, reading.voltageUncertaintyPPM),
      ("current", reading.currentSpreadPPM, reading.currentUncertaintyPPM),
    ] where uncertainty > limitPPM {
      throw .measurement(
        point: name(measured),
        reason: String(
          format:
            "the %@ is not steady: %d windows spread over %.0f ppm, their mean is uncertain by %.0f ppm, "
            + "the limit is %.0f; let the load settle, or take more windows (--windows)",
          what, reading.windows, spread, uncertainty, limitPPM))
    }
  }

  /// Gains by the rms values of the main point.
  private func gains(_ main: Measured, _ board: ElementCalibration) throws(CalibrationError)
    -> ElementCalibration
  {
    let reading = try read(main, board)
    let voltage = main.point.volts / reading.volts
    let current = main.point.amperes / reading.amperes
    for (what, factor, key) in [
      ("voltage", voltage, "volts_per_count"), ("current", current, "amperes_per_count"),
    ] where abs(factor - 1) > Self.largestGain {
      throw .measurement(
        point: name(main),
        reason: String(
          format: "the %@ reads %.2f %% off; calibration corrects up to %.0f %%: check the reference value, "
            + "the wiring and the board's '%@'", what, (1 / factor - 1) * 100, Self.largestGain * 100, key))
    }
    var new = board
    new.voltageGain = Self.scaled(board.voltageGain, voltage)
    new.currentGain = Self.scaled(board.currentGain, current)
    return new
  }

  /// θ0 so that the fundamental's angle is the reference's: d(f) = θ0·f0/f + 2π·f·τ.
  private func phase(_ phase: Measured, _ new: ElementCalibration) throws(CalibrationError) -> Int32 {
    let reading = try read(phase, new)
    var reference = (phase.point.lagDegrees ?? 0) * .pi / 180
    if let watts = phase.point.watts {
      let angle = acos(max(-1, min(1, watts / (phase.point.volts * phase.point.amperes))))
      reference = reading.lag < 0 ? -angle : angle
    }
    let difference = (reference - reading.lag).remainder(dividingBy: 2 * .pi)
    guard abs(difference) <= Self.largestPhase else {
      let isReversed = abs(abs(difference) - .pi) <= Self.largestPhase
      throw .measurement(
        point: name(phase),
        reason: String(
          format: "the angle reads %.2f degrees, the reference %.2f; ", reading.lag * 180 / .pi,
          reference * 180 / .pi)
          + (isReversed
            ? "the current runs backwards: set 'reversed: true' of its channel"
            : "check phase order, wiring and the reference"))
    }
    let scale = reading.hertz / Double(samples.nominalFrequencyHertz)
    let theta = Double(new.phaseMicroradians) + difference * 1e6 * scale
    return Int32(theta.rounded())
  }

  private func addRegions(
    _ points: [Measured], _ main: Measured, _ new: inout ElementCalibration
  ) throws(CalibrationError) {
    let low = points.filter { $0.point.point == .low }.sorted { $0.point.amperes < $1.point.amperes }
    guard !low.isEmpty else { return }
    let plain = new
    for measured in low {
      let reading = try read(measured, plain)
      // At PF 1 the power is the better witness: noise adds to an rms value, not to a power.
      var reference = measured.point.amperes / reading.amperes
      if let watts = measured.point.referenceWatts,
        abs(watts) >= 0.999 * measured.point.volts * measured.point.amperes
      {
        reference = watts / reading.watts * reading.volts / measured.point.volts
      }
      let ppm = ((reference - 1) * 1e6).rounded()
      guard abs(ppm) <= 32_000 else {
        throw .measurement(
          point: name(measured),
          reason: String(
            format: "the current reads %.2f %% off against the main point; at most 3.2 %% can be corrected: "
              + "check the reference value and the front end", -ppm / 1e4))
      }
      try append(reading.amperes, ppm, measured, &new)
    }
    try append(try read(main, plain).amperes, 0, main, &new)
  }

  private func append(
    _ amperes: Double, _ ppm: Double, _ measured: Measured, _ new: inout ElementCalibration
  ) throws(CalibrationError) {
    let region = CalibrationRegion(
      currentMilliamperes: UInt32((amperes * 1000).rounded()), gainPPM: Int16(ppm), phaseMicroradians: 0)
    guard new.append(region) else {
      throw .measurement(
        point: name(measured), reason: "its current is not apart from the other points' (whole mA)")
    }
  }

  private func result(
    _ measured: Measured, _ before: ElementCalibration, _ after: ElementCalibration
  ) throws(CalibrationError) -> CalibrationPointResult {
    let old = try read(measured, before)
    let new = try read(measured, after)
    let point = measured.point
    return CalibrationPointResult(
      element: element + 1, point: point.point, referenceMicrovolts: Int((point.volts * 1e6).rounded()),
      referenceMicroamperes: Int((point.amperes * 1e6).rounded()),
      referenceMilliwatts: point.referenceWatts.map { Int(($0 * 1000).rounded()) }, windows: new.windows,
      voltageSpreadPPM: Int(new.voltageSpreadPPM.rounded()),
      currentSpreadPPM: Int(new.currentSpreadPPM.rounded()), beforePPB: Self.errors(old, point),
      afterPPB: Self.errors(new, point))
  }

  private static func errors(
    _ reading: CalibrationReading, _ point: CalibrationPoint
  ) -> CalibrationPointResult.Errors {
    func ppb(_ measured: Double, _ reference: Double) -> Int {
      Int(max(-1e12, min(1e12, ((measured / reference - 1) * 1e9).rounded())))
    }
    return CalibrationPointResult.Errors(
      voltage: ppb(reading.volts, point.volts), current: ppb(reading.amperes, point.amperes),
      power: point.referenceWatts.flatMap { $0 == 0 ? nil : ppb(reading.watts, $0) })
  }

  /// `gain` times `factor`, with all 32 bits.
  static func scaled(_ gain: ScaleFactor, _ factor: Double) -> ScaleFactor {
    var mantissa = Double(gain.mantissa) * factor
    var shift = gain.shift
    while mantissa >= 4_294_967_295.5 {
      mantissa /= 2
      shift -= 1
    }
    while mantissa < 2_147_483_648 {
      mantissa *= 2
      shift += 1
    }
    return ScaleFactor(mantissa: UInt32(mantissa.rounded()), shift: shift)
  }
}
