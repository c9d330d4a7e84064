import Foundation

/// Prints the error of active energy at every load of IEC 62053-22 as Markdown, for `tools/bench accuracy`.
///
/// Usage: sample-accuracy PLOT.svg. Ends with 4 when an error exceeds 0.02 %.
@main
struct SampleAccuracy {
  static let goal = 0.02
  static let frequencies = [49.0, 50, 51]

  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: sample-accuracy PLOT.svg")
      exit(2)
    }
    var worst = 0.0
    func percent(_ value: Double) -> String { String(format: "%+.4f", value) }
    var lines: [AccuracyPlot.Line] = []
    print("| load | power factor | I / In | 49 Hz | 50 Hz | 51 Hz | limit 0.2S | limit 0.5S |")
    print("|---|---|---|---|---|---|---|---|")
    for isSingle in [false, true] {
      for (number, factor) in AccuracyPoint.factors.enumerated() where !isSingle || number < 2 {
        var line = AccuracyPlot.Line(
          name: "PF \(factor.name)", colour: ["#1668b8", "#c43b1d", "#2b8a3e", "#8a5cc2", "#b8860b"][number],
          points: [])
        for load in AccuracyPoint.loads(factor, isSinglePhase: isSingle) {
          var errors: [Double] = []
          for (seed, frequency) in frequencies.enumerated() {
            var point = AccuracyPoint(factor: factor, load: load, frequency: frequency)
            if isSingle { point.phases = 1..<2 }
            errors.append(try point.error(seed: UInt64(100 * number + seed)))
          }
          let largest = errors.map { abs($0) }.max()!
          worst = max(worst, largest)
          line.points.append((load, largest))
          let limits = AccuracyPoint.limits(factor, load: load, isSinglePhase: isSingle)
          let cells = errors.map(percent).joined(separator: " | ")
          print(
            "| \(isSingle ? "one phase" : "balanced") | \(factor.name) | \(load) | \(cells) | \(limits.0) | \(limits.1) |"
          )
        }
        if !isSingle { lines.append(line) }
      }
    }
    try influences(&worst)
    for (name, column, colour) in [("limit 0.2S, PF 1", 0, "#444"), ("limit 0.5S, PF 1", 1, "#999")] {
      let points = [0.01, 0.0499, 0.05, 1.2].map { load in
        let limits = AccuracyPoint.limits(AccuracyPoint.factors[0], load: load, isSinglePhase: false)
        return (load: load, error: column == 0 ? limits.0 : limits.1)
      }
      lines.append(AccuracyPlot.Line(name: name, colour: colour, isDashed: true, points: points))
    }
    try AccuracyPlot(lines: lines).svg().write(
      toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
    print("\nLargest error of all: \(String(format: "%.4f", worst)) %.")
    if worst > goal { exit(4) }
  }

  /// Changes of the error by influence quantities, at rated current.
  private static func influences(_ worst: inout Double) throws {
    print("\n| influence | power factor | error, % | change, % | limit of the change 0.2S | 0.5S |")
    print("|---|---|---|---|---|---|")
    typealias Change = (name: String, limits: (Double, Double), change: (inout AccuracyPoint) -> Void)
    let changes: [Change] = [
      ("U - 10 %", (0.1, 0.2), { $0.voltage = 0.9 }), ("U + 10 %", (0.1, 0.2), { $0.voltage = 1.1 }),
      ("f - 2 %", (0.1, 0.2), { $0.frequency = 49 }), ("f + 2 %", (0.1, 0.2), { $0.frequency = 51 }),
      ("reversed phase sequence", (0.05, 0.1), { $0.isReversed = true }),
      ("one phase without current", (0.5, 1.0), { $0.phases = 0..<2 }),
      ("5th harmonic, 10 % of U, 40 % of I", (0.4, 0.5), { $0.fifth = (0.1, 0.4) }),
    ]
    for (number, change) in changes.enumerated() {
      for factor in AccuracyPoint.factors[..<2] {
        let load = change.name.hasPrefix("5th") ? 0.6 : 1.0
        let plain = try AccuracyPoint(factor: factor, load: load).error(seed: 900)
        var point = AccuracyPoint(factor: factor, load: load)
        change.change(&point)
        let error = try point.error(seed: UInt64(1000 + number))
        worst = max(worst, abs(error))
        let cells = [error, error - plain].map { String(format: "%+.4f", $0) }.joined(separator: " | ")
        print("| \(change.name) | \(factor.name) | \(cells) | \(change.limits.0) | \(change.limits.1) |")
      }
    }
  }
}
