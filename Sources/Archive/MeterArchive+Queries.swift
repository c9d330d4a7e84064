import Foundation
import GRDB

/// A meter of the archive.
public struct ArchivedMeter: Equatable, Sendable, Encodable {
  /// Number in the archive.
  public var id: Int64
  /// Serial number, or where it is for a meter without one.
  public var name: String
  /// Driver used last.
  public var driver: String
  /// First and last seen, UTC seconds.
  public var firstSeen: Int64
  public var lastSeen: Int64
}

/// A channel of the archive.
public struct ArchivedChannel: Equatable, Sendable {
  /// Number in the archive.
  public var id: Int64
  /// Profile, length of a period, and the column's code.
  public var profile: String
  public var periodSeconds: Int64
  public var code: String
  public var attribute: Int64
  /// Scaler and unit; nil where the meter denies them.
  public var scaler: Int8?
  public var unit: UInt8?
}

/// An interval of the archive.
public struct ArchivedInterval: Equatable, Sendable {
  /// UTC seconds of the period's start.
  public var startSeconds: Int64
  /// Value without scaler.
  public var value: Int64
  /// Doubts; see `RowDoubts`.
  public var doubts: UInt16
}

/// A read of the archive.
public struct ArchivedReadRecord: Equatable, Sendable, Encodable {
  public var id: Int64
  public var meter: String?
  public var target: String
  public var wanted: String
  public var started: Int64
  public var finished: Int64?
  public var outcome: String
  public var message: String?
  public var rowsNew: Int
  public var rowsSame: Int
  public var rowsContradictory: Int
  public var findings: String?
}

/// Periods without an interval.
public struct ArchivedGap: Equatable, Sendable {
  /// UTC seconds of the first period's start, and number of periods.
  public var startSeconds: Int64
  public var periods: Int64
}

extension MeterArchive {
  /// The meters.
  public func meters() throws -> [ArchivedMeter] {
    try database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM meter ORDER BY serial, place").map(Self.meter)
    }
  }

  private static func meter(_ row: Row) -> ArchivedMeter {
    let serial: String = row["serial"]
    return ArchivedMeter(
      id: row["id"], name: serial.isEmpty ? row["place"] : serial, driver: row["driver"],
      firstSeen: row["first_seen"], lastSeen: row["last_seen"])
  }

  /// The channels of a meter.
  public func channels(of meter: Int64) throws -> [ArchivedChannel] {
    try database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM channel WHERE meter = ? ORDER BY profile, period_s, id",
        arguments: [meter]
      ).map { row in
        let scaler: Int64? = row["scaler"]
        let unit: Int64? = row["unit"]
        return ArchivedChannel(
          id: row["id"], profile: row["profile"], periodSeconds: row["period_s"], code: row["code"],
          attribute: row["attribute"], scaler: scaler.map { Int8(clamping: $0) },
          unit: unit.map { UInt8(clamping: $0) })
      }
    }
  }

  /// Intervals of a channel whose periods start in `range`, oldest first.
  public func intervals(of channel: Int64, in range: ClosedRange<Int64>) throws -> [ArchivedInterval] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql:
          "SELECT start, value, doubts FROM interval WHERE channel = ? AND start BETWEEN ? AND ? ORDER BY start",
        arguments: [channel, range.lowerBound, range.upperBound]
      ).map { row in
        let doubts: Int64 = row["doubts"]
        return ArchivedInterval(
          startSeconds: row["start"], value: row["value"], doubts: UInt16(clamping: doubts))
      }
    }
  }

  /// Periods missing in a channel between its first and last interval in `range`.
  public func gaps(of channel: ArchivedChannel, in range: ClosedRange<Int64>) throws -> [ArchivedGap] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT before, start FROM (
            SELECT start, lag(start) OVER (ORDER BY start) AS before FROM interval
            WHERE channel = ? AND start BETWEEN ? AND ? AND start % ? = 0)
          WHERE before IS NOT NULL AND start - before > ? ORDER BY start
          """,
        arguments: [
          channel.id, range.lowerBound, range.upperBound, channel.periodSeconds, channel.periodSeconds,
        ]
      ).map { row in
        let before: Int64 = row["before"]
        let start: Int64 = row["start"]
        return ArchivedGap(
          startSeconds: before + channel.periodSeconds,
          periods: (start - before) / channel.periodSeconds - 1)
      }
    }
  }

  /// First and last start, and number of intervals, of a channel.
  public func extent(of channel: Int64) throws -> (first: Int64, last: Int64, count: Int)? {
    try database.read { database in
      guard
        let row = try Row.fetchOne(
          database,
          sql: "SELECT min(start) AS a, max(start) AS b, count(*) AS n FROM interval WHERE channel = ?",
          arguments: [channel]), let first: Int64 = row["a"], let last: Int64 = row["b"]
      else { return nil }
      return (first, last, row["n"])
    }
  }

  /// Contradictions of a channel: start, value kept, value that came later.
  public func contradictions(
    of channel: Int64
  ) throws -> [(startSeconds: Int64, kept: Int64, came: Int64)] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT c.start AS start, i.value AS kept, c.value AS came FROM contradiction c
          JOIN interval i ON i.channel = c.channel AND i.start = c.start WHERE c.channel = ? ORDER BY c.start
          """, arguments: [channel]
      ).map { ($0["start"], $0["kept"], $0["came"]) }
    }
  }

  /// The last reads, newest first.
  public func reads(limit: Int) throws -> [ArchivedReadRecord] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT read.*, CASE WHEN meter.serial = '' THEN meter.place ELSE meter.serial END AS name
          FROM read LEFT JOIN meter ON meter.id = read.meter ORDER BY read.id DESC LIMIT ?
          """, arguments: [limit]
      ).map { row in
        ArchivedReadRecord(
          id: row["id"], meter: row["name"], target: row["target"], wanted: row["wanted"],
          started: row["started"], finished: row["finished"], outcome: row["outcome"],
          message: row["message"], rowsNew: row["rows_new"], rowsSame: row["rows_same"],
          rowsContradictory: row["rows_contradictory"], findings: row["findings"])
      }
    }
  }

  /// Readings of a register, oldest first.
  public func registerReadings(
    of meter: Int64, code: String
  ) throws -> [(seconds: Int64, value: Int64, scaler: Int8?, unit: UInt8?)] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT at, value, scaler, unit FROM register
          WHERE meter = ? AND code = ? AND value IS NOT NULL ORDER BY at
          """, arguments: [meter, code]
      ).map { row in
        let scaler: Int64? = row["scaler"]
        let unit: Int64? = row["unit"]
        return (
          row["at"], row["value"], scaler.map { Int8(clamping: $0) }, unit.map { UInt8(clamping: $0) }
        )
      }
    }
  }

  /// Removes intervals, events, registers and reads older than `seconds` (UTC); returns the intervals removed.
  public func prune(before seconds: Int64) throws -> Int {
    try database.write { database in
      try database.execute(sql: "DELETE FROM contradiction WHERE start < ?", arguments: [seconds])
      try database.execute(sql: "DELETE FROM gap WHERE start < ?", arguments: [seconds])
      try database.execute(sql: "DELETE FROM register WHERE at < ?", arguments: [seconds])
      try database.execute(sql: "DELETE FROM event WHERE at < ?", arguments: [seconds])
      try database.execute(sql: "DELETE FROM interval WHERE start < ?", arguments: [seconds])
      return database.changesCount
    }
  }
}
