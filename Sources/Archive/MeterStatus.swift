import GRDB

/// How the reads of a meter stand.
public struct MeterStatus: Equatable, Sendable, Encodable {
  /// Name and place.
  public var name: String
  public var target: String
  /// Serial number, once known.
  public var meter: String?
  /// When the last complete read and the last complete daily read began, UTC seconds.
  public var lastComplete: Int64?
  public var lastDaily: Int64?
  /// When the last read ended (began, where it never ended), and what became of it.
  public var lastAttempt: Int64?
  public var outcome: String?
  /// Why it failed.
  public var message: String?
  /// Reads that failed since the last complete one.
  public var failures = 0
  /// End of the newest period kept, UTC seconds; the oldest of the loggers' newest where there are several.
  public var newestEndSeconds: Int64?
  /// The meter's clock against this machine's at the last read of it, in nanoseconds.
  public var clockOffsetNanoseconds: Int64?
  public var clockUncertaintyNanoseconds: Int64?

  /// A meter that was never read.
  public init(name: String, target: String) {
    self.name = name
    self.target = target
  }

  /// `ok`, `failing` (the last read failed), `stale` (the newest period is older than `staleSeconds`) or `never`.
  public func state(now: Int64, staleSeconds: Int64) -> String {
    guard lastComplete != nil else { return failures > 0 ? "failing" : "never" }
    if let end = newestEndSeconds ?? lastComplete, now - end > staleSeconds { return "stale" }
    return failures > 0 ? "failing" : "ok"
  }
}

extension MeterArchive {
  /// How the reads of every meter stand, or of the one called `name`; by name.
  public func status(of name: String? = nil) throws -> [MeterStatus] {
    try database.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT name, max(id) AS last, max(CASE WHEN outcome = 'complete' THEN id END) AS complete,
            max(CASE WHEN outcome = 'complete' THEN started END) AS complete_at,
            max(CASE WHEN outcome = 'complete' AND schedule = 'daily' THEN started END) AS daily_at,
            max(CASE WHEN meter IS NOT NULL THEN id END) AS identified,
            max(CASE WHEN clock_offset_ns IS NOT NULL THEN id END) AS clocked
          FROM read WHERE ? IS NULL OR name = ? GROUP BY name ORDER BY name
          """, arguments: [name, name])
      return try rows.map { try Self.status($0, database) }
    }
  }

  private static func status(_ row: Row, _ database: Database) throws -> MeterStatus {
    let last: Int64 = row["last"]
    var status = MeterStatus(name: row["name"], target: "")
    status.lastComplete = row["complete_at"]
    status.lastDaily = row["daily_at"]
    if let read = try Row.fetchOne(database, sql: "SELECT * FROM read WHERE id = ?", arguments: [last]) {
      status.target = read["target"]
      status.outcome = read["outcome"]
      status.message = read["message"]
      status.lastAttempt = read["finished"] ?? read["started"]
    }
    let complete: Int64? = row["complete"]
    status.failures =
      try Int.fetchOne(
        database,
        // The last one may still be under way.
        sql: """
          SELECT count(*) FROM read WHERE name = ? AND id > ?
            AND (outcome = 'failed' OR outcome = 'unfinished' AND id < ?)
          """, arguments: [status.name, complete ?? 0, last]) ?? 0
    if let clocked: Int64 = row["clocked"],
      let read = try Row.fetchOne(database, sql: "SELECT * FROM read WHERE id = ?", arguments: [clocked])
    {
      status.clockOffsetNanoseconds = read["clock_offset_ns"]
      status.clockUncertaintyNanoseconds = read["clock_uncertainty_ns"]
    }
    guard let identified: Int64 = row["identified"],
      let meter = try Row.fetchOne(
        database, sql: "SELECT meter.* FROM meter JOIN read ON read.meter = meter.id WHERE read.id = ?",
        arguments: [identified])
    else { return status }
    let serial: String = meter["serial"]
    status.meter = serial.isEmpty ? meter["place"] : serial
    let id: Int64 = meter["id"]
    var newest: [String: Int64] = [:]
    for channel in try Row.fetchAll(
      database, sql: "SELECT id, profile, period_s FROM channel WHERE meter = ?", arguments: [id])
    {
      let (number, period): (Int64, Int64) = (channel["id"], channel["period_s"])
      guard
        let start = try Int64.fetchOne(
          database, sql: "SELECT max(start) FROM interval WHERE channel = ?", arguments: [number])
      else { continue }
      let profile: String = channel["profile"]
      let logger = "\(profile)/\(period)"
      newest[logger] = max(newest[logger] ?? Int64.min, start + period)
    }
    status.newestEndSeconds = newest.values.min()
    return status
  }
}
