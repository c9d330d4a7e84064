import Foundation
import MeterCore
import ServiceLifecycle
import Settlement

/// The meter in the terminal: a live screen, or a line for every closed period.
public struct TerminalView: Service {
  private let service: MeterService
  private let board: Board
  private let folder: DataFolder
  private let isScreen: Bool
  private let isQuick: Bool

  /// Shows `service`; `isQuick` for time travel, where single periods are not worth a line.
  public init(
    _ service: MeterService, board: Board, folder: DataFolder, isScreen: Bool, isQuick: Bool
  ) {
    self.service = service
    self.board = board
    self.folder = folder
    self.isScreen = isScreen
    self.isQuick = isQuick
  }

  public func run() async throws {
    try? await cancelWhenGracefulShutdown {
      let first = await service.snapshot()
      if !isScreen {
        print("ready board=\(board.name) channels=\(board.channels.count) data=\(folder.path)")
      }
      var next = first.rowIDs.upperBound
      while true {
        try await Task.sleep(for: .milliseconds(isScreen ? 500 : 200))
        let snapshot = await service.snapshot()
        if isScreen {
          let newest = snapshot.rowIDs.upperBound
          let from = newest > 8 ? newest - 8 : 0
          draw(snapshot, rows: try await service.rows(from: from, limit: 8))
        } else if isQuick {
          if let instant = snapshot.instant {
            print("\(UTCStamp.iso(instant.seconds)) rows=\(snapshot.rowIDs.upperBound)")
          }
          try await Task.sleep(for: .seconds(1))
        } else {
          for row in try await service.rows(from: next, limit: 1000) {
            print(line(row, snapshot))
            next = row.id + 1
          }
        }
      }
    }
  }

  /// The registers at the end.
  public func summary() async {
    print(RegistersReport(await service.snapshot(), board: board.name).text)
  }

  private func line(_ row: ProfileRow<16>, _ snapshot: MeterSnapshot) -> String {
    let values = snapshot.channels.indices.map {
      "\(snapshot.channels[$0].name)="
        + KilowattHours.text(microwattHours: row.values[$0].energy.microwattHours)
        + snapshot.channels[$0].quantity.energyUnit
    }
    let flags = row.flags.namesSet.joined(separator: ",")
    return "\(UTCStamp.iso(row.periodStart.seconds)) \(values.joined(separator: " "))"
      + (flags.isEmpty ? "" : " [\(flags)]")
  }

  private func draw(_ snapshot: MeterSnapshot, rows: [ProfileRow<16>]) {
    var lines = [
      "\u{1B}[1mswift-meter\u{1B}[0m  \(board.name)   "
        + (snapshot.instant.map { UTCStamp.iso($0.seconds) } ?? "no time yet")
        + "   clock \(snapshot.clockQuality)"
    ]
    if let failure = snapshot.storageFailure {
      lines.append("\u{1B}[31mstore: \(StorageAdvice.text(failure))\u{1B}[0m")
    }
    lines.append("")
    lines.append(
      TextTable.render(
        ["channel", "quantity", "register", "", "power", "", "this period", "pulses", "rejected", "lost"],
        snapshot.channels.map { channel in
          [
            channel.name, channel.quantity.name,
            KilowattHours.text(microwattHours: channel.register.microwattHours),
            channel.quantity.energyUnit,
            channel.power.map { "\($0.milliwatts / 1000)" } ?? "-", channel.quantity.powerUnit,
            KilowattHours.text(microwattHours: channel.periodEnergy.microwattHours), "\(channel.pulses)",
            "\(channel.counters.rejected)", "\(channel.counters.lostEdges)",
          ]
        }, rightAligned: [2, 4, 6, 7, 8, 9]))
    lines.append("")
    lines.append("closed periods (start, UTC)")
    for row in rows.suffix(8) { lines.append("  " + line(row, snapshot)) }
    lines.append("")
    lines.append("data in \(folder.path)   Ctrl-C commits and stops")
    let text = lines.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map { "\($0)\u{1B}[K" }.joined(separator: "\n")
    FileHandle.standardOutput.write(Data("\u{1B}[H\(text)\n\u{1B}[J".utf8))
  }
}
