import Bench
import Foundation

/// Keeps every point as soon as it is measured, and gives back those of an earlier run of the same plan.
final class BenchAccuracyKeeper {
  let path: String?
  /// Points measured before.
  private(set) var readings: [AccuracyReading] = []
  /// Edges kept before, by point.
  private(set) var raw: [String: [String: Data]] = [:]

  private var edgeFolder: String? { path.map { $0 + ".edges" } }

  init(_ path: String?, _ plan: AccuracyPlan) throws {
    self.path = path
    guard let path else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      try append(AccuracyReadingFile.head(planDigest: plan.digest), creating: true)
      return
    }
    // A line that a killed run left half written is measured again.
    var text = String(decoding: data, as: UTF8.self)
    if !text.hasSuffix("\n") {
      text = String(text[..<(text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex)])
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    let file = try AccuracyReadingFile(text, file: path)
    guard file.planDigest == plan.digest else {
      throw CommandFailure(
        .usage,
        "\(path) belongs to another plan (\(file.planDigest ?? "none"), this one is \(plan.digest)): use another file, or the meter and points it was begun with"
      )
    }
    readings = file.readings
    for reading in readings {
      if let edges = edgeFolder.flatMap({ FileManager.default.contents(atPath: "\($0)/\(reading.point).csv") }
      ) {
        raw[reading.point] = ["edges.csv": edges]
      }
    }
  }

  /// Keeps a point; it is on the disk when this returns.
  func keep(_ result: AccuracyResult, _ verdict: EvidenceVerdict, edges: Data?) throws {
    guard path != nil else { return }
    if let edges, let edgeFolder {
      try FileManager.default.createDirectory(atPath: edgeFolder, withIntermediateDirectories: true)
      try edges.write(to: URL(fileURLWithPath: "\(edgeFolder)/\(result.point.id).csv"), options: .atomic)
    }
    try append(AccuracyReadingFile.line(result, verdict: verdict), creating: false)
  }

  private func append(_ text: String, creating: Bool) throws {
    guard let path else { return }
    if creating { try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.synchronize()
  }
}
