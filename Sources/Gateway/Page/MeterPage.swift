import Foundation
import LocalPages
import MeterCore

/// The running meter in a browser: a live page, its data as JSON, OpenMetrics and a health answer. Reads only.
public struct MeterPage: Sendable {
  private let service: MeterService
  private let board: Board

  /// Half hours on the page: two days of 30 minutes.
  static let shownRows: UInt32 = 96

  /// Shows `service`.
  public init(_ service: MeterService, board: Board) {
    self.service = service
    self.board = board
  }

  /// Answers a GET of `path`: `/`, `/meter.json`, `/metrics` or `/healthz`.
  @Sendable public func answer(_ path: String) async -> PageAnswer {
    switch path {
    case "/": return .html(PackageResources.meter_html)
    case "/meter.json": return await document()
    case "/metrics":
      return PageAnswer(
        contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
        body: Array(OpenMetricsText.render(await service.snapshot()).utf8))
    case "/healthz": return health(await service.snapshot())
    default: return .text("no such page; there are /, /meter.json, /metrics and /healthz", status: 404)
    }
  }

  private func document() async -> PageAnswer {
    let snapshot = await service.snapshot()
    let newest = snapshot.rowIDs.upperBound
    let first = newest > Self.shownRows ? newest - Self.shownRows : 0
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let rows = try await service.rows(from: first, limit: Int(Self.shownRows))
      return .json(Array(try encoder.encode(MeterPageDocument(snapshot, rows: rows, board: board.name))))
    } catch {
      return .text("the profile cannot be read: \(error)", status: 503)
    }
  }

  /// 200 while the store takes what the meter counts, else 503 with the reason.
  private func health(_ snapshot: MeterSnapshot) -> PageAnswer {
    if let failure = snapshot.storageFailure {
      return .text("store: \(StorageAdvice.text(failure))", status: 503)
    }
    return .text("ok; clock \(snapshot.clockQuality)")
  }
}
