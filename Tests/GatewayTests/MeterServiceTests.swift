import Foundation
import HAL
import Logging
import MeterCore
import ServiceLifecycle
import Testing

@testable import Gateway

@Suite struct MeterServiceTests {
  private func withFolder(_ body: (DataFolder) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    let folder = DataFolder(path: path)
    try folder.create()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(folder)
  }

  private func board() throws -> Board {
    var board = try BoardFile.load(BoardFileTests.folder.appendingPathComponent("simulated.yaml").path)
    board.profileDays = 5
    return board
  }

  private func run(_ board: Board, _ folder: DataFolder, days: Int, startSeconds: Int64) async throws {
    let service = try MeterService(
      board: board,
      inputs: MeterInputs.simulated(board, speed: nil, startUTCNanoseconds: startSeconds * 1_000_000_000),
      storagePath: folder.storePath, stopAfterNanoseconds: Int64(days) * 86_400_000_000_000,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await service.run()
  }

  /// 2026-03-01T00:00:00Z.
  private let start: Int64 = 1_772_323_200

  @Test("Two simulated days through the service: 96 rows that add up to the stored registers")
  func twoDays() async throws {
    try await withFolder { folder in
      let board = try board()
      try folder.describe(board)
      try await run(board, folder, days: 2, startSeconds: start)
      var stored = try StoredMeter(path: folder.storePath, description: folder.description())
      let found = stored.snapshot()
      let snapshot = try #require(found)
      let rows = try stored.rows(
        startingIn: Instant(seconds: start)...Instant(seconds: start + 3 * 86_400))
      #expect(rows.count >= 95 && rows.count <= 96)
      for (index, channel) in snapshot.channels.enumerated() {
        let sum = rows.reduce(Int64(0)) { $0 + $1.values[index].energy.microwattHours }
        #expect(sum + channel.periodEnergy.microwattHours == channel.register.microwattHours)
        #expect(channel.register > .zero)
        #expect(channel.name == board.channels[index].name)
      }
      #expect(try stored.events().map(\.code) == [.created, .clockSet, .stopped])
    }
  }

  @Test("A second run goes on where the first stopped; a gap is a gap")
  func secondRun() async throws {
    try await withFolder { folder in
      let board = try board()
      try await run(board, folder, days: 1, startSeconds: start)
      let firstStored = try StoredMeter(path: folder.storePath)
      let found1 = firstStored.snapshot()
      let first = try #require(found1)
      try await run(board, folder, days: 1, startSeconds: start + 2 * 86_400)
      var stored = try StoredMeter(path: folder.storePath)
      let found = stored.snapshot()
      let second = try #require(found)
      for index in first.channels.indices {
        #expect(second.channels[index].register > first.channels[index].register)
      }
      let rows = try stored.rows(
        startingIn: Instant(seconds: start)...Instant(seconds: start + 9 * 86_400))
      let report = ProfileReport(rows: rows, channels: second.channels, mpans: [])
      let gaps = rows.indices.map { report.gap(before: $0) }
      #expect(gaps.reduce(0, +) >= 47)
      #expect(report.csv(.start).contains { $0.contains(",missing,") })
      #expect(try stored.events().map(\.code).contains(.supplyRestored))
    }
  }

  @Test("A store made for other channels is refused with advice")
  func otherBoard() async throws {
    try await withFolder { folder in
      var board = try board()
      try await run(board, folder, days: 1, startSeconds: start)
      board.channels.removeLast()
      await #expect(throws: MeterServiceError.self) {
        try await run(board, folder, days: 1, startSeconds: start + 86_400)
      }
    }
  }
}
