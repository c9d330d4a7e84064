import Archive
import LineModel

/// What the meter holds.
struct Truth {
  let serial: String
  /// Channel's code to start to value.
  let values: [String: [Int64: Int64]]

  init(_ place: VirtualInstallation) {
    serial = place.serial
    values = place.truth
  }

  /// What the archive has wrong about the meter, and whether it has everything.
  func judge(_ archive: MeterArchive) throws -> (wrong: [String], isComplete: Bool) {
    guard let meter = try archive.meters().first(where: { $0.name == serial }) else { return ([], false) }
    var wrong: [String] = []
    var missing = values
    missing[TableMeter.laterColumn] = nil
    for channel in try archive.channels(of: meter.id) {
      for interval in try archive.intervals(of: channel.id, in: Int64.min...Int64.max) {
        let expected = values[channel.code]?[interval.startSeconds]
        if expected != interval.value {
          wrong.append(
            "\(channel.code) \(interval.startSeconds): \(interval.value), not \(expected.map(String.init) ?? "there")"
          )
        } else if missing[channel.code]?.removeValue(forKey: interval.startSeconds) == nil,
          channel.code != TableMeter.laterColumn
        {
          wrong.append("\(channel.code) \(interval.startSeconds) twice")
        }
      }
    }
    return (wrong, missing.values.allSatisfy(\.isEmpty))
  }
}
