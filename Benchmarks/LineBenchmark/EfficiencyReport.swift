import Foundation

/// The tables and the plot of line efficiency.
enum EfficiencyReport {
  static let bauds: [UInt32] = [300, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]
  static let turnarounds: [Int64] = [0, 20, 200]
  static let settings: [(information: UInt16, window: UInt8)] = [
    (2030, 7), (2030, 1), (512, 1), (128, 7), (128, 1),
  ]

  static func write(plot: String) throws {
    print(
      "| information/window | octets to the meter | octets from it | turnarounds | seconds at 9 600 baud, 0 / 20 / 200 ms | ratio to the ideal (252.0 s) |"
    )
    print("|---|---|---|---|---|---|")
    var lines: [EfficiencyPlot.Line] = []
    for (information, window) in settings {
      let run = EfficiencyRun(information: information, window: window)
      var seconds: [String] = []
      var ratios: [String] = []
      var last: EfficiencyRun.Result?
      for turnaround in turnarounds {
        let result = try run.read(baud: 9600, turnaroundMilliseconds: turnaround)
        seconds.append(String(format: "%.1f", result.seconds))
        ratios.append(String(format: "%.3f", result.ratio))
        last = result
      }
      print(
        "| \(run.name) | \(last!.sent) | \(last!.received) | \(last!.turnarounds) | "
          + "\(seconds.joined(separator: " / ")) | \(ratios.joined(separator: " / ")) |")
    }
    print()
    print("| ratio, 0 / 20 / 200 ms | " + bauds.map { "\($0)" }.joined(separator: " | ") + " |")
    print("|---|" + String(repeating: "---|", count: bauds.count))
    for (information, window) in settings {
      let run = EfficiencyRun(information: information, window: window)
      var cells = [String](repeating: "", count: bauds.count)
      for turnaround in turnarounds {
        var line = EfficiencyPlot.Line(setting: run.name, turnaround: turnaround, points: [])
        for (index, baud) in bauds.enumerated() {
          let ratio = try run.read(baud: baud, turnaroundMilliseconds: turnaround).ratio
          cells[index] += (cells[index].isEmpty ? "" : " / ") + String(format: "%.2f", ratio)
          line.points.append((Double(baud), ratio))
        }
        lines.append(line)
      }
      print("| \(run.name) | " + cells.joined(separator: " | ") + " |")
    }
    let optical = try [UInt32(9600), 19_200].map { baud in
      let result = try EfficiencyRun(information: 2030, window: 7).read(
        baud: baud, turnaroundMilliseconds: 20, isOptical: true)
      return String(format: "%.3f at %d baud", result.ratio, Int(baud))
    }
    print(
      "\nThrough an optical port (sign-on at 300 baud, mode E, 2030/7, 20 ms): \(optical.joined(separator: ", "))."
    )
    try EfficiencyPlot(lines: lines).svg().write(toFile: plot, atomically: true, encoding: .utf8)
  }
}
