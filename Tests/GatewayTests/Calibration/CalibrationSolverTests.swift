import Foundation
import MeterCore
import Testing

@testable import Gateway

@Suite struct CalibrationSolverTests {
  /// What the meter believes, against a front end that is 1.7 % and -2.3 % off with 1.2 mrad of phase.
  private let believed = CalibrationBench()
  private let real = CalibrationBench(
    voltsPerCount: "0.0001017", amperesPerCount: "0.000001954", leadMicroradians: 900, skewNanoseconds: 1000)

  private func meter() throws -> BoardSamples { try #require(try believed.board(amperes: 5).samples) }

  /// Error of the power in ppm, measured with `values` on a load of its own.
  private func error(_ bench: CalibrationBench, _ values: ElementCalibration, amperes: Double, lag: Double)
    throws
    -> Double
  {
    var bench = bench
    bench.seed = 99
    let reading = try CalibrationReading(
      try bench.capture(amperes: amperes, lag: lag, seconds: 10), values,
      try meter().kernelConfiguration(try #require(try meter().format)), point: "check")
    return (reading.watts / (230 * amperes * cos(lag * .pi / 180)) - 1) * 1e6
  }

  @Test(
    "Wrong gains and phase come within 0.01 %, also at loads that were not points, at another frequency too")
  func corrects() throws {
    let samples = try meter()
    let board = try #require(samples.boardCalibration(element: 0))
    let (values, results) = try CalibrationSolver(samples, element: 0).solve([
      real.point(.main, amperes: 5, lag: 0), real.point(.low, amperes: 0.25, lag: 0),
      real.point(.phase, amperes: 5, lag: 60),
    ])
    let new = try #require(values.applied(to: board))
    var other = real
    other.hertz = "49.5"
    for (amperes, lag) in [(5.0, 0.0), (5, 60), (5, -60), (1, 0), (0.25, 0), (2, 60), (3, 180)] {
      #expect(abs(try error(real, board, amperes: amperes, lag: lag)) > 1000, "the bench must be off before")
      #expect(abs(try error(real, new, amperes: amperes, lag: lag)) < 100)
      // Half the error is skew, half falls with frequency; calibrated as one, 1 % of it is left at 49.5 Hz.
      #expect(abs(try error(other, new, amperes: amperes, lag: lag)) < 100)
    }
    #expect(results.map(\.point) == [.main, .low, .phase])
    for result in results {
      #expect(abs(result.beforePPB.voltage) > 10_000_000 && abs(result.afterPPB.voltage) < 100_000)
      #expect(abs(result.afterPPB.current) < 100_000 && abs(result.afterPPB.power ?? 0) < 100_000)
      #expect(result.windows >= CalibrationReading.fewestWindows)
    }
  }

  @Test("Phase by the reference's watts is phase by its degrees")
  func byWatts() throws {
    let main = try real.point(.main, amperes: 5)
    let solver = CalibrationSolver(try meter(), element: 0)
    let degrees = try solver.solve([main, try real.point(.phase, amperes: 5, lag: 60)]).values
    let watts = try solver.solve([main, try real.point(.phase, amperes: 5, watts: 575)]).values
    #expect(abs(degrees.phaseMicroradians - watts.phaseMicroradians) <= 3)
    #expect(abs(degrees.phaseMicroradians - (900 + 314)) < 30)
  }

  @Test("A front end that reads less at a low current is corrected there and not at the main point")
  func low() throws {
    var bent = real
    bent.amperesPerCount = "0.000001960"  // 0.31 % less sensitive than at 5 A
    let samples = try meter()
    let board = try #require(samples.boardCalibration(element: 0))
    let values = try CalibrationSolver(samples, element: 0).solve([
      real.point(.main, amperes: 5, lag: 0), bent.point(.low, amperes: 0.25, lag: 0),
      real.point(.phase, amperes: 5, lag: 60),
    ]).values
    let new = try #require(values.applied(to: board))
    #expect(abs(try error(bent, new, amperes: 0.25, lag: 0)) < 100)
    #expect(abs(try error(bent, new, amperes: 0.1, lag: 0)) < 200)
    #expect(abs(try error(real, new, amperes: 5, lag: 0)) < 100)
    #expect(values.regions.count == 2 && values.regions[1].gainPPM == 0)
    #expect(abs(Int(values.regions[0].gainPPM) - 3071) < 60)
  }

  @Test("Calibrating what is calibrated changes next to nothing")
  func again() throws {
    var samples = try meter()
    let points = [
      try real.point(.main, amperes: 5, lag: 0), try real.point(.low, amperes: 0.25, lag: 0),
      try real.point(.phase, amperes: 5, lag: 60),
    ]
    let first = try CalibrationSolver(samples, element: 0).solve(points)
    samples.recordedCalibration = RecordedCalibration(number: 1, newestNumber: 1, elements: [first.values])
    let second = try CalibrationSolver(samples, element: 0).solve(points)
    #expect(second.values == first.values)
    #expect(second.results.map(\.beforePPB) == first.results.map(\.afterPPB))
  }

  @Test("What cannot be trusted is refused in words")
  func refusals() throws {
    func refusal(_ points: [CalibrationSolver.Measured], limit: Double = 50) throws -> String {
      let solver = CalibrationSolver(try meter(), element: 0, limitPPM: limit)
      do throws(CalibrationError) {
        _ = try solver.solve(points)
        return ""
      } catch { return error.description }
    }
    let main = try real.point(.main, amperes: 5, lag: 0)
    let drift = "    changes: [{of: current, at_s: 2, for_s: 2, to_percent: 99.5}]"
    #expect(
      try refusal([try real.point(.main, amperes: 5, extra: drift)]).contains("current is not steady"))
    #expect(try refusal([try real.point(.low, amperes: 1)]).contains("exactly one main"))
    #expect(try refusal([main, try real.point(.low, amperes: 6)]).contains("less current than the main"))
    #expect(try refusal([main, try real.point(.phase, amperes: 5, lag: 5)]).contains("about PF 0.5"))
    var far = main
    far.point.amperes = 9
    #expect(try refusal([far]).contains("'amperes_per_count'"))
    var backwards = try real.point(.phase, amperes: 5, lag: 60)
    backwards.point.lagDegrees = 240
    #expect(try refusal([main, backwards]).contains("'reversed: true'"))
    let silent = try real.point(.main, volts: 230, amperes: 0.0)
    #expect(try refusal([silent]).contains("amperes 0.001"))
    var short = main
    short.capture.samples.removeLast(main.capture.samples.count / 2 + main.capture.samples.count / 4)
    #expect(try refusal([short]).contains("whole windows"))
    let clipped = CalibrationSolver.Measured(
      point: CalibrationPoint(.main, volts: 230, amperes: 14), capture: try real.capture(amperes: 14))
    #expect(try refusal([clipped]).contains("end stop"))
    let sag = "    changes: [{of: voltage, at_s: 1, for_s: 1, to_percent: 0}]"
    #expect(try refusal([try real.point(.main, amperes: 5, extra: sag)]).contains("interrupted"))
    #expect(try refusal([main], limit: 0.001).contains("uncertain by"))
  }

  @Test("Samples that are lost in a capture are refused; an end too early says so")
  func losses() throws {
    #expect(throws: CalibrationError.self) {
      _ = try real.capture(amperes: 5, extra: "    losses: [{index: 9000, count: 1}]")
    }
  }

  @Test("A scaled gain keeps 32 bits", arguments: [0.5, 0.81, 0.999999, 1, 1.0000001, 1.2, 3.7])
  func scaled(factor: Double) throws {
    let gain = try #require(ScaleFactor(100, over: 1))
    let result = CalibrationSolver.scaled(gain, factor)
    let value = Double(result.mantissa) * pow(2, -Double(result.shift))
    #expect(result.mantissa >= 1 << 31)
    #expect(abs(value / (100 * factor) - 1) < 3e-10)
  }
}
