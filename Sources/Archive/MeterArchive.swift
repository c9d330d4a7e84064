import Foundation
import GRDB

/// What was read of meters, in one SQLite file.
///
/// An interval is known by meter, channel and period: reading it again changes nothing. A value that differs
/// from the one kept never replaces it; both are there to be judged (`contradiction`). Everything of one part
/// of a read goes in with one transaction, and is on the disk when the call returns.
public final class MeterArchive: Sendable {
  let database: DatabaseQueue
  /// The file.
  public let path: String

  /// Opens the archive at `path` and makes it where there is none.
  public init(path: String, readOnly: Bool = false) throws {
    self.path = path
    if readOnly, !FileManager.default.fileExists(atPath: path) {
      throw ArchiveError("\(path): no archive here; 'meter read --archive \(path)' makes one")
    }
    var configuration = Configuration()
    configuration.label = "archive"
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(30)
    configuration.prepareDatabase { database in
      if !readOnly {
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        // What was acknowledged survives a cut of the supply.
        try database.execute(sql: "PRAGMA synchronous = FULL")
      }
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      if !readOnly { try Self.migrator.migrate(database) }
      let isKnown = try database.read { try Self.migrator.hasCompletedMigrations($0) }
      let isNewer = try database.read { try Self.migrator.hasBeenSuperseded($0) }
      guard isKnown || isNewer else {
        throw ArchiveError(
          "\(path): kept by an earlier version of this program; the next read into it brings it up to date")
      }
      guard !isNewer else {
        throw ArchiveError("\(path): an archive of another version of this program")
      }
    } catch let error as DatabaseError {
      throw ArchiveError("\(path): \(error.message ?? "cannot be used as an archive"); is it an archive?")
    }
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE meter (
            id INTEGER PRIMARY KEY, serial TEXT NOT NULL, place TEXT NOT NULL, driver TEXT NOT NULL,
            facts TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
            UNIQUE (serial, place));
          CREATE TABLE read (
            id INTEGER PRIMARY KEY, meter INTEGER REFERENCES meter, target TEXT NOT NULL, driver TEXT NOT NULL,
            wanted TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER, outcome TEXT NOT NULL,
            message TEXT, rows_new INTEGER NOT NULL DEFAULT 0, rows_same INTEGER NOT NULL DEFAULT 0,
            rows_contradictory INTEGER NOT NULL DEFAULT 0, octets_sent INTEGER, octets_received INTEGER,
            turnarounds INTEGER, connections INTEGER, clock_offset_ns INTEGER, clock_uncertainty_ns INTEGER,
            findings TEXT);
          CREATE TABLE channel (
            id INTEGER PRIMARY KEY, meter INTEGER NOT NULL REFERENCES meter, profile TEXT NOT NULL,
            period_s INTEGER NOT NULL, class INTEGER NOT NULL, code TEXT NOT NULL, attribute INTEGER NOT NULL,
            data_index INTEGER NOT NULL, scaler INTEGER, unit INTEGER, borrowed_from TEXT, key TEXT NOT NULL,
            UNIQUE (meter, key));
          CREATE TABLE interval (
            channel INTEGER NOT NULL REFERENCES channel, start INTEGER NOT NULL, value INTEGER NOT NULL,
            doubts INTEGER NOT NULL, read INTEGER NOT NULL REFERENCES read,
            PRIMARY KEY (channel, start)) WITHOUT ROWID;
          CREATE TABLE contradiction (
            channel INTEGER NOT NULL REFERENCES channel, start INTEGER NOT NULL, value INTEGER,
            read INTEGER NOT NULL REFERENCES read, PRIMARY KEY (channel, start, read));
          CREATE TABLE gap (
            meter INTEGER NOT NULL REFERENCES meter, profile TEXT NOT NULL, period_s INTEGER NOT NULL,
            start INTEGER NOT NULL, periods INTEGER NOT NULL, read INTEGER NOT NULL REFERENCES read,
            PRIMARY KEY (meter, profile, period_s, start)) WITHOUT ROWID;
          CREATE TABLE register (
            meter INTEGER NOT NULL REFERENCES meter, class INTEGER NOT NULL, code TEXT NOT NULL,
            at INTEGER NOT NULL, value INTEGER, words TEXT, scaler INTEGER, unit INTEGER, borrowed_from TEXT,
            captured INTEGER, failure TEXT, read INTEGER NOT NULL REFERENCES read,
            PRIMARY KEY (meter, class, code, at)) WITHOUT ROWID;
          CREATE TABLE event (
            meter INTEGER NOT NULL REFERENCES meter, log TEXT NOT NULL, at INTEGER NOT NULL,
            words TEXT NOT NULL, repetition INTEGER NOT NULL, read INTEGER NOT NULL REFERENCES read,
            PRIMARY KEY (meter, log, at, words, repetition)) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2") { database in
      try database.execute(
        sql: """
          ALTER TABLE read ADD COLUMN name TEXT NOT NULL DEFAULT '';
          ALTER TABLE read ADD COLUMN schedule TEXT NOT NULL DEFAULT '';
          UPDATE read SET name = target;
          CREATE INDEX read_by_name ON read (name, id);
          CREATE TABLE pulse_observation (
            meter TEXT NOT NULL, register TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL,
            value INTEGER NOT NULL, scaler INTEGER NOT NULL, pulses_before INTEGER NOT NULL,
            pulses_after INTEGER NOT NULL, pulse_numerator INTEGER NOT NULL, pulse_denominator INTEGER NOT NULL,
            verdict TEXT NOT NULL, recovered_pulses INTEGER NOT NULL, false_pulses INTEGER NOT NULL,
            recovered_uwh INTEGER NOT NULL, PRIMARY KEY (meter, register, channel, at)) WITHOUT ROWID;
          """)
    }
    return migrator
  }
}
