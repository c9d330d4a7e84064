import COSEM
import Foundation
import GRDB
import Instation

/// One read of one meter, being kept.
///
/// It is there from its first moment, so that a read that never ended can be seen too.
public final class ArchivedRead {
  /// Number of the read.
  public let id: Int64
  private let archive: MeterArchive
  private let target: String
  private let driver: String
  private var meter: Int64?
  /// What the intervals did.
  public private(set) var counts = Counts()

  /// What became of intervals.
  public struct Counts: Equatable, Sendable {
    /// Not known before.
    public var new = 0
    /// Known with the same value.
    public var same = 0
    /// Known with another value: not taken.
    public var contradictory = 0
  }

  init(
    _ archive: MeterArchive, target: String, driver: String, wanted: String, name: String, schedule: String,
    nowSeconds: Int64
  ) throws {
    self.archive = archive
    self.target = target
    self.driver = driver
    id = try archive.database.write { database in
      try database.execute(
        sql: """
          INSERT INTO read (target, driver, wanted, name, schedule, started, outcome)
          VALUES (?, ?, ?, ?, ?, ?, 'unfinished')
          """, arguments: [target, driver, wanted, name, schedule, nowSeconds])
      return database.lastInsertedRowID
    }
  }

  /// Names the meter. Nothing else can be kept before.
  ///
  /// A meter is known by its serial number; one that tells none is known by where it is.
  public func identify(_ identity: MeterIdentity, nowSeconds: Int64) throws {
    let facts = identity.facts.map { "\($0.label): \($0.words)" }.joined(separator: "\n")
    let place = identity.serial.isEmpty ? target : ""
    try archive.database.write { database in
      try database.execute(
        sql: """
          INSERT INTO meter (serial, place, driver, facts, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (serial, place) DO UPDATE SET
            driver = excluded.driver, facts = excluded.facts, last_seen = excluded.last_seen
          """, arguments: [identity.serial, place, driver, facts, nowSeconds, nowSeconds])
      meter = try Int64.fetchOne(
        database, sql: "SELECT id FROM meter WHERE serial = ? AND place = ?",
        arguments: [identity.serial, place])
      try database.execute(sql: "UPDATE read SET meter = ? WHERE id = ?", arguments: [meter, id])
    }
  }

  private func knownMeter() throws -> Int64 {
    guard let meter else { throw ArchiveError("the meter is not identified yet") }
    return meter
  }

  /// Keeps rows of a profile.
  public func keep(_ part: ProfileReading) throws {
    let meter = try knownMeter()
    let description = part.description
    var counts = self.counts
    try archive.database.write { database in
      let columns = description.columns.indices.filter { $0 != description.clockColumn }
      let channels = try columns.map { try channel($0, description, meter, database) }
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO interval (channel, start, value, doubts, read) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """)
      for row in part.rows {
        var isNew = false
        var isContradictory = false
        for (place, channel) in channels.enumerated() {
          guard let value = row.cells[place] else { continue }
          try insert.execute(
            arguments: [channel, row.startSeconds, value, Int64(row.doubts.rawValue), id])
          if database.changesCount > 0 {
            isNew = true
            continue
          }
          let kept = try Int64.fetchOne(
            database, sql: "SELECT value FROM interval WHERE channel = ? AND start = ?",
            arguments: [channel, row.startSeconds])
          if kept != value {
            isContradictory = true
            try database.execute(
              sql: "INSERT OR REPLACE INTO contradiction (channel, start, value, read) VALUES (?, ?, ?, ?)",
              arguments: [channel, row.startSeconds, value, id])
          }
        }
        if isContradictory {
          counts.contradictory += 1
        } else if isNew {
          counts.new += 1
        } else {
          counts.same += 1
        }
      }
    }
    self.counts = counts
  }

  /// The channel of a column: another period, scaler or unit is another channel, so that values are never
  /// read in another scale than they were kept in, and loggers of different periods never mix.
  private func channel(
    _ column: Int, _ description: ProfileDescription, _ meter: Int64, _ database: Database
  ) throws -> Int64 {
    let source = description.columns[column]
    let scale = description.scales[column]
    let code = source.name.text
    let key =
      "\(description.name.text)/\(description.periodSeconds)/\(source.classID)/\(code)/\(source.attribute)/"
      + "\(source.dataIndex)/\(scale.map { "\($0.scaler)/\($0.unit)" } ?? "-")"
    if let known = try Int64.fetchOne(
      database, sql: "SELECT id FROM channel WHERE meter = ? AND key = ?", arguments: [meter, key])
    {
      return known
    }
    try database.execute(
      sql: """
        INSERT INTO channel (meter, profile, period_s, class, code, attribute, data_index, scaler, unit,
          borrowed_from, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        meter, description.name.text, description.periodSeconds, Int64(source.classID), code,
        Int64(source.attribute), Int64(source.dataIndex), scale.map { Int64($0.scaler) },
        scale.map { Int64($0.unit) }, scale?.borrowedFrom, key,
      ])
    return database.lastInsertedRowID
  }

  /// Keeps everything else, and how the read ended.
  public func finish(_ reading: MeterReading, nowSeconds: Int64) throws {
    let meter = try knownMeter()
    try archive.database.write { database in
      for register in reading.registers {
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO register (meter, class, code, at, value, words, scaler, unit,
              borrowed_from, captured, failure, read) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            meter, Int64(register.object.classID), register.object.name.text,
            reading.registersSeconds ?? nowSeconds, register.value, register.words,
            register.scale.map { Int64($0.scaler) }, register.scale.map { Int64($0.unit) },
            register.scale?.borrowedFrom, register.capturedSeconds, register.failure?.what, id,
          ])
      }
      // The same event twice in a second is two events.
      var repetitions: [String: Int] = [:]
      for event in reading.events {
        let words = event.cells.map { "\($0.column)=\($0.words)" }.joined(separator: " ")
        let key = "\(event.log.text) \(event.seconds) \(words)"
        let repetition = repetitions[key, default: 0]
        repetitions[key] = repetition + 1
        try database.execute(
          sql: """
            INSERT OR IGNORE INTO event (meter, log, at, words, repetition, read) VALUES (?, ?, ?, ?, ?, ?)
            """, arguments: [meter, event.log.text, event.seconds, words, repetition, id])
      }
      for profile in reading.profiles {
        for gap in profile.findings.gaps {
          try database.execute(
            sql: """
              INSERT OR REPLACE INTO gap (meter, profile, period_s, start, periods, read)
              VALUES (?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              meter, profile.description.name.text, profile.description.periodSeconds, gap.startSeconds,
              gap.periods, id,
            ])
        }
      }
      try end(database, "complete", nil, reading, nowSeconds)
    }
  }

  /// Notes that the read failed. What was kept of it stays.
  public func fail(_ message: String, facts: SessionFacts, nowSeconds: Int64) throws {
    var reading = MeterReading()
    reading.facts = facts
    try archive.database.write { try end($0, "failed", message, reading, nowSeconds) }
  }

  private func end(
    _ database: Database, _ outcome: String, _ message: String?, _ reading: MeterReading,
    _ nowSeconds: Int64
  ) throws {
    let findings: String = reading.profiles.map { (profile) -> String in
      let f = profile.findings
      return "\(profile.description.name.text): \(profile.rows.count) rows, \(f.missing) missing, "
        + "\(f.repeated) repeated, \(f.contradictory.count) contradictory, \(f.outOfOrder) out of order, "
        + "\(f.offGrid) off grid, \(f.resumed) resumed"
    }.joined(separator: "\n")
    try database.execute(
      sql: """
        UPDATE read SET finished = ?, outcome = ?, message = ?, rows_new = ?, rows_same = ?,
          rows_contradictory = ?, octets_sent = ?, octets_received = ?, turnarounds = ?, connections = ?,
          clock_offset_ns = ?, clock_uncertainty_ns = ?, findings = ? WHERE id = ?
        """,
      arguments: StatementArguments(
        [
          nowSeconds, outcome, message, Int64(counts.new), Int64(counts.same), Int64(counts.contradictory),
          Int64(reading.facts.sentOctets), Int64(reading.facts.receivedOctets),
          Int64(reading.facts.turnarounds), Int64(reading.facts.connections),
          reading.clock?.offsetNanoseconds, reading.clock?.uncertaintyNanoseconds, findings, id,
        ] as [(any DatabaseValueConvertible)?]))
  }
}

extension MeterArchive {
  /// Begins a read. `target` says where the meter is, without secrets; `name` what it is called there (else the
  /// target); `schedule` why it is read, empty for by hand.
  public func begin(
    target: String, driver: String, wanted: String, name: String = "", schedule: String = "",
    nowSeconds: Int64
  ) throws -> ArchivedRead {
    try ArchivedRead(
      self, target: target, driver: driver, wanted: wanted, name: name.isEmpty ? target : name,
      schedule: schedule, nowSeconds: nowSeconds)
  }
}
