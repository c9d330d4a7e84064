/// How the export of a manufacturer's software is written. Left out: comma, period end in UTC as ISO 8601, values as the meter
/// stores them, columns named by their codes.
public struct ProtocolExportLayout: Codable, Equatable, Sendable {
  /// Name of the column with the time; the first one where it is left out.
  public var time: String?
  /// `end` or `start`: which end of the period the time names.
  public var stamp: String?
  /// Order of the date: `ymd` (ISO 8601) or `dmy` (31/12/2026 23:30).
  public var date: String?
  /// Minutes to subtract from the times to get UTC.
  public var utcOffsetMinutes: Int64?
  /// Character between the cells.
  public var separator: String?
  /// Codes of the columns by their names: `"kWh Imp": 1.0.1.29.0.255`.
  public var columns: [String: String]?
  /// What an energy or demand is multiplied by to be as the meter stores it: 1000 for kWh of a meter that stores Wh.
  public var factor: Int64?
}
