import Foundation
import HAL
import MeterCore
import SimulatedHAL
import Testing

@testable import Gateway

/// A simulated bench: a front end with its own true values, a meter that may believe others.
struct CalibrationBench {
  /// True values of the front end.
  var voltsPerCount = "0.0001"
  var amperesPerCount = "0.000002"
  /// Lead of the current transformer at 50 Hz and skew of the converter.
  var leadMicroradians = 0
  var skewNanoseconds = 0
  var noise = 8
  var seed = 1
  var hertz = "50.01"

  func board(volts: Double = 230, amperes: Double, lag: Double = 0, extra: String = "") throws -> Board {
    try BoardFile.parse(
      """
      version: 1
      name: bench
      samples:
        source:
          type: simulated
          frequency_hz: \(hertz)
          noise_counts: \(noise)
          seed: \(seed)
          current_lead_microradians: \(leadMicroradians)
          current_skew_nanoseconds: \(skewNanoseconds)
          elements: [{volts: \(volts), amperes: \(amperes), current_lag_degrees: \(lag)}]
      \(extra)
        sample_rate_hz: 4000
        significant_bits: 24
        wiring: single_phase
        nominal_voltage_volts: 230
        reference_current_amperes: 5
        channels:
          V1: {volts_per_count: \(voltsPerCount)}
          I1: {amperes_per_count: \(amperesPerCount)}
      """, file: "bench.yaml")
  }

  func capture(
    volts: Double = 230, amperes: Double, lag: Double = 0, seconds: Double = 5.8, extra: String = ""
  ) throws
    -> CalibrationSource.Capture
  {
    let board = try board(volts: volts, amperes: amperes, lag: lag, extra: extra)
    let source = CalibrationSource(
      try SampleInputs.simulated(board, try #require(board.samples), speed: nil, startUTCNanoseconds: 0))
    try source.settle(seconds: 0.1)
    return try source.capture(seconds: seconds)
  }

  func point(
    _ kind: CalibrationPoint.Kind, volts: Double = 230, amperes: Double, lag: Double? = nil,
    watts: Double? = nil,
    extra: String = ""
  ) throws -> CalibrationSolver.Measured {
    let angle = lag ?? watts.map { acos($0 / volts / amperes) * 180 / .pi } ?? 0
    return CalibrationSolver.Measured(
      point: CalibrationPoint(kind, volts: volts, amperes: amperes, lagDegrees: lag, watts: watts),
      capture: try capture(volts: volts, amperes: amperes, lag: angle, extra: extra))
  }

  /// A folder of its own for the body.
  static func withFolder(_ body: (DataFolder) async throws -> Void) async throws {
    let folder = DataFolder(
      path: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path)
    try folder.create()
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try await body(folder)
  }
}
