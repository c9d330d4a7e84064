/// One entry of a meter's calibration history.
public struct CalibrationRecord: Codable, Equatable, Sendable {
  /// What an entry does.
  public enum Kind: String, Codable, Sendable {
    /// Sets the values of the elements.
    case calibration
    /// From here on calibrating is refused.
    case seal
    /// Takes the seal off.
    case unseal
  }

  /// Version of the record's form.
  public static let currentVersion = 1

  public var version = CalibrationRecord.currentVersion
  /// Number, from 1 without gaps.
  public var number: UInt32
  public var kind: Kind
  /// UTC, ISO 8601.
  public var time: String
  /// Name of the board.
  public var board: String
  /// Who did it.
  public var `operator`: String
  /// The reference instrument with its serial number; empty for seals.
  public var instrument: String
  /// Serial number of the meter, empty when none was given.
  public var meterSerial: String
  /// All elements of the board, also those that were taken over unchanged; empty for seals.
  public var elements: [CalibrationValues]
  /// What was measured.
  public var points: [CalibrationPointResult]
  /// SHA-256 of the line before, 64 zeros in the first.
  public var previous: String
  /// Public key of the signature.
  public var key: String

  /// Creates a record; number, board, chain and key are set where it is appended.
  public init(kind: Kind, time: String, operator: String, meterSerial: String) {
    number = 0
    self.kind = kind
    self.time = time
    board = ""
    self.operator = `operator`
    instrument = ""
    self.meterSerial = meterSerial
    elements = []
    points = []
    previous = ""
    key = ""
  }

  enum CodingKeys: String, CodingKey {
    case version, number, kind, time, board, `operator`, instrument, elements, points, previous, key
    case meterSerial = "meter_serial"
  }
}
