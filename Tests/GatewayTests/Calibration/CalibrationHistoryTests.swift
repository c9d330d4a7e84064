import Foundation
import HAL
import Logging
import MeterCore
import Testing

@testable import Gateway

@Suite struct CalibrationHistoryTests {
  private func record(_ kind: CalibrationRecord.Kind, _ values: [CalibrationValues] = []) -> CalibrationRecord
  {
    var record = CalibrationRecord(
      kind: kind, time: "2026-03-01T00:00:00Z", operator: "Ann", meterSerial: "M1")
    record.elements = values
    record.instrument = kind == .calibration ? "Radian RD-33 123456" : ""
    return record
  }

  private func values(_ board: Board, phase: Int32 = 0) throws -> CalibrationValues {
    let calibration = try #require(board.samples?.boardCalibration(element: 0))
    var changed = calibration
    changed.phaseMicroradians = phase
    return CalibrationValues(changed, element: 1, board: calibration)
  }

  /// Four records: calibration, seal, unseal, calibration.
  private func fill(_ folder: DataFolder, _ board: Board) throws -> CalibrationKey {
    let key = try CalibrationKey.create(path: folder.path + "/key")
    var history = try folder.calibrationHistory(of: board)
    try history.append(record(.calibration, [values(board, phase: 1)]), key: key)
    try history.append(record(.seal), key: key)
    try history.append(record(.unseal), key: key)
    try history.append(record(.calibration, [values(board, phase: 7)]), key: key)
    return key
  }

  @Test("What was appended is read back; the newest calibration counts")
  func roundTrip() async throws {
    try await CalibrationBench.withFolder { folder in
      var board = try CalibrationBench().board(amperes: 5)
      _ = try fill(folder, board)
      let history = try folder.calibrationHistory(of: board)
      #expect(history.records.map(\.number) == [1, 2, 3, 4])
      #expect(history.records.map(\.kind) == [.calibration, .seal, .unseal, .calibration])
      #expect(history.seal == nil && history.calibration?.number == 4)
      try board.loadCalibration(from: folder)
      #expect(board.samples?.calibration(element: 0)?.phaseMicroradians == 7)
      #expect(board.samples?.boardCalibration(element: 0)?.phaseMicroradians == 0)
    }
  }

  @Test("Every changed byte, every missing, doubled and swapped line is found")
  func tampering() async throws {
    try await CalibrationBench.withFolder { folder in
      let board = try CalibrationBench().board(amperes: 5)
      _ = try fill(folder, board)
      let good = try Data(contentsOf: URL(fileURLWithPath: folder.calibrationPath))
      func isRefused(_ data: Data) throws -> Bool {
        try data.write(to: URL(fileURLWithPath: folder.calibrationPath))
        do throws(CalibrationError) {
          _ = try folder.calibrationHistory(of: board)
          return false
        } catch {
          guard case .brokenHistory = error else { return false }
          return error.isVerdict
        }
      }
      #expect(try !isRefused(good))
      for index in good.indices {
        var bad = good
        bad[index] ^= 1 << UInt8(index % 7)
        #expect(try isRefused(bad), "byte \(index)")
      }
      let lines = good.split(separator: 10).map { Data($0) }
      func joined(_ lines: [Data]) -> Data { lines.reduce(Data()) { $0 + $1 + Data([10]) } }
      #expect(try isRefused(joined(Array(lines[1...]))))
      #expect(try isRefused(joined([lines[0], lines[2], lines[3]])))
      #expect(try isRefused(joined([lines[0], lines[0]])))
      #expect(try isRefused(joined([lines[0], lines[2], lines[1], lines[3]])))
      #expect(try isRefused(good.dropLast()))
      #expect(try isRefused(good + Data([10])))
      #expect(try isRefused(Data([10])))
    }
  }

  @Test("A history by another key or of another board is refused")
  func foreign() async throws {
    try await CalibrationBench.withFolder { folder in
      let board = try CalibrationBench().board(amperes: 5)
      let key = try fill(folder, board)
      let other = try CalibrationKey.create(path: folder.path + "/other")
      var history = try folder.calibrationHistory(of: board)
      #expect(throws: CalibrationError.self) { try history.append(record(.seal), key: other) }
      var pinned = board
      pinned.samples?.calibrationKey = key.publicText
      #expect(try folder.calibrationHistory(of: pinned).records.count == 4)
      pinned.samples?.calibrationKey = other.publicText
      #expect(throws: CalibrationError.self) { try folder.calibrationHistory(of: pinned) }
      var renamed = board
      renamed.name = "another"
      #expect(throws: CalibrationError.self) { try folder.calibrationHistory(of: renamed) }
    }
  }

  @Test("A sealed meter refuses calibrations, also ones that are signed")
  func sealed() async throws {
    try await CalibrationBench.withFolder { folder in
      let board = try CalibrationBench().board(amperes: 5)
      let key = try fill(folder, board)
      var history = try folder.calibrationHistory(of: board)
      #expect(throws: CalibrationError.self) { try history.append(record(.unseal), key: key) }
      try history.append(record(.seal), key: key)
      #expect(throws: CalibrationError.sealed(record: 5, time: "2026-03-01T00:00:00Z", operator: "Ann")) {
        try history.requireUnsealed()
      }
      #expect(throws: CalibrationError.self) {
        try history.append(record(.calibration, [values(board)]), key: key)
      }
      #expect(try folder.calibrationHistory(of: board).records.count == 5)
    }
  }

  @Test("A key file is private, never overwritten, and must be a key")
  func keys() async throws {
    try await CalibrationBench.withFolder { folder in
      let path = folder.path + "/keys/calibration.key"
      let key = try CalibrationKey.create(path: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try CalibrationKey(path: path).publicText == key.publicText)
      #expect(throws: CalibrationError.self) { try CalibrationKey.create(path: path) }
      chmod(path, 0o640)
      #expect(throws: CalibrationError.self) { try CalibrationKey(path: path) }
      chmod(path, 0o600)
      try Data("00".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: CalibrationError.self) { try CalibrationKey(path: path) }
      #expect(throws: CalibrationError.self) { try CalibrationKey(path: folder.path + "/none") }
    }
  }

  @Test("The board file's values may not change behind a record's back")
  func boardChanged() async throws {
    try await CalibrationBench.withFolder { folder in
      let board = try CalibrationBench().board(amperes: 5)
      _ = try fill(folder, board)
      for change in [
        CalibrationBench(voltsPerCount: "0.0002"), CalibrationBench(amperesPerCount: "0.000003"),
      ] {
        var changed = try change.board(amperes: 5)
        #expect(throws: CalibrationError.boardChanged(element: 1, record: 4)) {
          try changed.loadCalibration(from: folder)
        }
      }
    }
  }

  private func run(_ board: Board, _ folder: DataFolder, startSeconds: Int64) async throws {
    let samples = try #require(board.samples)
    let service = try MeterService(
      board: board,
      samples: try SampleInputs.simulated(
        board, samples, speed: nil, startUTCNanoseconds: startSeconds * 1_000_000_000),
      storagePath: folder.storePath, stopAfterNanoseconds: 20_000_000_000,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await service.run()
  }

  @Test("A meter with wrong board values meters right once calibrated; the change is logged and flagged once")
  func service() async throws {
    try await CalibrationBench.withFolder { folder in
      let real = CalibrationBench(
        voltsPerCount: "0.000101", amperesPerCount: "0.0000019", leadMicroradians: 2000)
      var board = try CalibrationBench().board(amperes: 5)
      board.profileDays = 2
      board.samples?.origin = try #require(try real.board(amperes: 5, lag: 60).samples).origin
      let start: Int64 = 1_772_323_200
      try await run(board, folder, startSeconds: start)
      func stored() throws -> (energy: Int64, events: [MeterEvent], flags: PeriodFlags) {
        var meter = try StoredMeter(path: folder.storePath)
        let snapshot = meter.snapshot()
        let channel = snapshot?.channels.first { $0.quantity == .activeImport }
        return (
          channel?.register.microwattHours ?? 0, try meter.events().filter { $0.code == .calibrationChanged },
          snapshot?.openFlags ?? []
        )
      }
      // The same 20 s by a meter that believes what is true.
      var truth = 0.0
      try await CalibrationBench.withFolder { folder in
        var control = try CalibrationBench(
          voltsPerCount: real.voltsPerCount, amperesPerCount: real.amperesPerCount
        ).board(amperes: 5, lag: 60)
        control.profileDays = 2
        try await run(control, folder, startSeconds: start)
        let snapshot = try StoredMeter(path: folder.storePath).snapshot()
        truth = Double(
          snapshot?.channels.first { $0.quantity == .activeImport }?.register.microwattHours ?? 0)
      }
      // 230 V, 5 A, PF 0.5; the window that the end cuts is not in it.
      #expect(abs(truth / (230.0 * 5 * 0.5 * 20 / 3600 * 1e6) - 1) < 0.015)
      let before = try stored()
      #expect(abs(Double(before.energy) / truth - 1) > 0.005)
      #expect(before.events.isEmpty && !before.flags.contains(.configurationChanged))

      let key = try CalibrationKey.create(path: folder.path + "/key")
      let solved = try CalibrationSolver(try #require(board.samples), element: 0).solve([
        real.point(.main, amperes: 5, lag: 0), real.point(.phase, amperes: 5, lag: 60),
      ])
      var history = try folder.calibrationHistory(of: board)
      try history.append(record(.calibration, [solved.values]), key: key)
      var calibrated = board
      try calibrated.loadCalibration(from: folder)
      try await run(calibrated, folder, startSeconds: start + 60)
      let after = try stored()
      #expect(abs(Double(after.energy - before.energy) / truth - 1) < 1e-4)
      #expect(after.events.map(\.value) == [1])
      #expect(after.flags.contains(.configurationChanged))

      try await run(calibrated, folder, startSeconds: start + 2000)
      let third = try stored()
      #expect(third.events.map(\.value) == [1], "logged once")
      #expect(!third.flags.contains(.configurationChanged), "another period")
      #expect(try StoredMeter(path: folder.storePath).calibrationHistory == 1)

      // The history taken away, or cut back, is noticed by what the store remembers.
      try FileManager.default.removeItem(atPath: folder.calibrationPath)
      var robbed = board
      #expect(
        throws: CalibrationError.historyCutShort(path: folder.calibrationPath, records: 0, seen: 1)
      ) { try robbed.loadCalibration(from: folder) }
    }
  }
}
