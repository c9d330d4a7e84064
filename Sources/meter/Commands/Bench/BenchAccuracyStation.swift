import Bench
import Foundation

/// What measures a point: lines of a board, or a simulation.
protocol BenchAccuracyStation {
  /// A point that was measured, with its edges where there are some.
  typealias Measured = (reading: AccuracyReading, edges: Data?)

  /// Measures a point; nil where it can only be typed.
  func measure(_ point: AccuracyPoint) throws -> Measured?

  /// Raw files of the whole run by name.
  var recordings: [String: Data] { get }
}

extension BenchAccuracyStation {
  var recordings: [String: Data] { [:] }

  /// Stamps as CSV, in order of time.
  static func edges(_ comparison: PulseComparison) -> Data {
    let all =
      comparison.meter.map { ($0, "meter") } + comparison.reference.map { ($0, "reference") }
    let lines = all.sorted { $0.0 < $1.0 }.map { "\($0.1),\($0.0)\n" }
    return Data(("line,monotonic_ns\n" + lines.joined()).utf8)
  }
}
