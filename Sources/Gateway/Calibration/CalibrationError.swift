import Foundation

/// Why a calibration, its history or its key cannot be used; each says what to do next.
public enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The history is damaged or was changed, at this line.
  case brokenHistory(path: String, line: Int, reason: String)
  /// The meter has seen more records than the history has.
  case historyCutShort(path: String, records: UInt32, seen: UInt32)
  /// The board file's own values of an element differ from those that were calibrated.
  case boardChanged(element: Int, record: UInt32)
  /// The meter is sealed by this record.
  case sealed(record: UInt32, time: String, operator: String)
  /// There is no seal to take off.
  case notSealed
  /// The key file cannot be used.
  case key(path: String, reason: String)
  /// A file could not be read or written.
  case file(path: String, reason: String)
  /// The points are not what a calibration needs.
  case points(reason: String)
  /// The samples of a point are not good enough; nothing was changed.
  case measurement(point: String, reason: String)

  /// True when the data is at fault, false for the user's words and files.
  public var isVerdict: Bool {
    switch self {
    case .key, .file, .points, .notSealed: false
    default: true
    }
  }

  public var description: String {
    switch self {
    case .brokenHistory(let path, let line, let reason):
      "\(path), line \(line): \(reason). The calibration cannot be trusted: restore the file from a backup, "
        + "or calibrate anew in another --data folder"
    case .historyCutShort(let path, let records, let seen):
      "\(path): the meter has run with record \(seen), the file ends with \(records). "
        + "Restore the file from a backup, or start a new store with another --data folder"
    case .boardChanged(let element, let record):
      "element \(element): the board file's gains, phase or wiring are not those that calibration record "
        + "\(record) was made for. Restore the board file, or run 'meter calibrate' again"
    case .sealed(let record, let time, let name):
      "the meter is sealed (record \(record), \(time), by \(name)); 'meter calibrate --unseal' with the key "
        + "takes the seal off and is recorded"
    case .notSealed: "the meter is not sealed; there is nothing to unseal"
    case .key(let path, let reason): "\(path): \(reason)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .points(let reason): "points: \(reason)"
    case .measurement(let point, let reason): "\(point) point: \(reason); nothing was changed"
    }
  }

  static func system(_ path: String) -> CalibrationError {
    .file(path: path, reason: String(cString: strerror(errno)))
  }
}
