import Foundation
import Outstation

/// The octets and the time of the same rows, plain and compressed.
enum CompressionReport {
  static let forms: [(name: String, compression: ProfileCompression)] = [
    ("plain", .plain), ("null-data times", .nullData), ("compact array", .compactArray),
  ]

  static func write() throws {
    print("| rows | information/window | octets from the meter | of plain | seconds at 9 600 baud, 20 ms |")
    print("|---|---|---|---|---|")
    for (information, window) in [(UInt16(2030), UInt8(7)), (128, 1)] {
      var plain = 0
      for form in forms {
        var run = EfficiencyRun(information: information, window: window)
        run.compression = form.compression
        let result = try run.read(baud: 9600, turnaroundMilliseconds: 20)
        if form.compression == .plain { plain = result.received }
        let part = Double(result.received) * 100 / Double(plain)
        print(
          "| \(form.name) | \(run.name) | \(result.received) | "
            + String(format: "%.0f %% | %.1f |", part, result.seconds))
      }
    }
  }
}
