import Archive
import COSEM
import Foundation
import GRDB
import Testing

@testable import Instation

/// Archives of other versions of this program.
@Suite struct UpgradeTests {
  private static let periods: [Int64] = [1_767_225_600, 1_767_227_400]

  /// An archive with one meter and two half hours, as the first version would have kept it.
  private func earlierArchive(at path: String) throws {
    try keep(in: MeterArchive(path: path))
    try DatabaseQueue(path: path).write { database in
      try database.execute(
        sql: """
          DROP TABLE pulse_observation;
          DROP INDEX read_by_name;
          ALTER TABLE read DROP COLUMN name;
          ALTER TABLE read DROP COLUMN schedule;
          DELETE FROM grdb_migrations WHERE identifier = '2';
          """)
    }
  }

  private func keep(in archive: MeterArchive) throws {
    let read = try archive.begin(
      target: "tcp:old:4059", driver: "generic-cosem", wanted: "profile", name: "kitchen", schedule: "",
      nowSeconds: 1_767_229_200)
    var identity = MeterIdentity()
    identity.serial = "71"
    try read.identify(identity, nowSeconds: 1_767_229_200)
    try read.keep(
      ProfileReading(
        description: ProfileDescription(
          name: OBIS(1, 0, 99, 1, 0),
          columns: [
            ProfileColumn(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2),
            ProfileColumn(classID: 3, name: OBIS(1, 0, 1, 29, 0), attribute: 2),
          ], scales: [nil, nil], periodSeconds: 1800, entries: nil, clockColumn: 0),
        rows: Self.periods.map { ProfileRow(startSeconds: $0, cells: [$0 % 1000], doubts: []) },
        findings: ProfileFindings()))
    var reading = MeterReading()
    reading.identity = identity
    try read.finish(reading, nowSeconds: 1_767_229_205)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("upgrade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("archive.sqlite").path)
  }

  private func intervals(at path: String) throws -> [[Int64]] {
    try DatabaseQueue(path: path).read { database in
      try Row.fetchAll(database, sql: "SELECT start, value, doubts FROM interval ORDER BY start").map {
        [$0["start"], $0["value"], $0["doubts"]]
      }
    }
  }

  @Test func whatAnEarlierVersionKeptIsThereAfterTheUpgrade() throws {
    try withFolder { path in
      try earlierArchive(at: path)
      let before = try intervals(at: path)
      #expect(before.map { $0[0] } == Self.periods)
      let archive = try MeterArchive(path: path)
      #expect(try intervals(at: path) == before)
      // A read of before there were names goes by its target.
      #expect(try archive.status().map(\.name) == ["tcp:old:4059"])
      // Reading the same again adds nothing.
      try keep(in: archive)
      #expect(try intervals(at: path) == before)
    }
  }

  @Test func readersDoNotUpgrade() throws {
    try withFolder { path in
      try earlierArchive(at: path)
      let error = #expect(throws: ArchiveError.self) { try MeterArchive(path: path, readOnly: true) }
      #expect(error?.description.contains("earlier version") == true)
    }
  }

  @Test func anArchiveOfALaterVersionIsRefused() throws {
    try withFolder { path in
      try keep(in: MeterArchive(path: path))
      try DatabaseQueue(path: path).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')")
      }
      let error = #expect(throws: ArchiveError.self) { try MeterArchive(path: path) }
      #expect(error?.description.contains("another version") == true)
    }
  }
}
