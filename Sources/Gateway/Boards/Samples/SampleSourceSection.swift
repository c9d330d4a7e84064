import Yams

/// The `source` of a sampled board: its keys checked for its type.
struct SampleSourceSection {
  enum SourceType: String, CaseIterable { case simulated, iio, serial, replay }
  enum ReplayFormat: String, CaseIterable { case wav, csv, raw }

  let type: SourceType
  /// Format of a replayed file.
  let format: ReplayFormat?
  let section: BoardSection

  private static let simulatedKeys = [
    "type", "frequency_hz", "noise_counts", "offset_counts", "seed", "phase_order", "elements",
    "voltage_harmonics", "current_harmonics", "changes", "losses", "current_lead_microradians",
    "current_skew_nanoseconds",
  ]
  private static let iioKeys = ["type", "device", "trigger", "buffer_sets", "watermark_sets", "counter"]
  private static let serialKeys = ["type", "port", "input_count"]
  private static let replayKeys = ["type", "file", "format", "repeat"]

  init(_ node: Node, file: String) throws {
    let name = "the source"
    let csv = ["delimiter"]
    let raw = ["input_count", "sample_bytes"]
    let every = Self.simulatedKeys + Self.iioKeys + Self.serialKeys + Self.replayKeys + csv + raw
    var keys: [String] = []
    for key in every where !keys.contains(key) { keys.append(key) }
    let any = try BoardSection(node, file: file, name: name, keys: keys)
    guard let type = try any.choice("type", SourceType.self) else {
      let types = SourceType.allCases.map(\.rawValue).joined(separator: ", ")
      throw any.error(at: "type", "\(name) needs 'type', one of \(types)")
    }
    var format: ReplayFormat?
    switch type {
    case .simulated: keys = Self.simulatedKeys
    case .iio: keys = Self.iioKeys
    case .serial: keys = Self.serialKeys
    case .replay:
      format = try any.choice("format", ReplayFormat.self)
      guard let format else {
        throw any.error(at: "format", "a replay needs 'format', one of wav, csv, raw")
      }
      keys = Self.replayKeys + (format == .csv ? csv : format == .raw ? raw : [])
    }
    self.type = type
    self.format = format
    let which = format.map { " (\(type.rawValue) \($0.rawValue))" } ?? " (\(type.rawValue))"
    section = try BoardSection(node, file: file, name: name + which, keys: keys)
  }

  /// True when rate and channels are in the file itself.
  var statesItsRate: Bool { format == .wav }
  /// True when the source knows its bits.
  var statesItsBits: Bool { format == .wav || type == .iio }
}
