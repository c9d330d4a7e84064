import Foundation
import MeterCore
import ServiceLifecycle
import Settlement

/// The meter in the terminal: a live screen, or a line for every closed period.
public struct TerminalView: Service {
  private let service: MeterService
  private let board: Board
  private let folder: DataFolder
  private let collection: CollectionService?
  private let isScreen: Bool
  private let isQuick: Bool

  /// Shows `service`; `isQuick` for time travel, where single periods are not worth a line.
  public init(
    _ service: MeterService, board: Board, folder: DataFolder, collection: CollectionService? = nil,
    isScreen: Bool,
    isQuick: Bool
  ) {
    self.collection = collection
    self.service = service
    self.board = board
    self.folder = folder
    self.isScreen = isScreen
    self.isQuick = isQuick
  }

  public func run() async throws {
    try? await cancelWhenGracefulShutdown {
      if isScreen {
        try await runScreen()
      } else {
        try await runLines()
      }
    }
  }

  private func runScreen() async throws {
    while true {
      let snapshot = await service.snapshot()
      let newest = snapshot.rowIDs.upperBound
      draw(snapshot, rows: try await service.rows(from: newest > 8 ? newest - 8 : 0, limit: 8))
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  /// A line for every closed row, when it closes; in time travel a line a second.
  private func runLines() async throws {
    var next: UInt32?
    for await closed in await service.closedRows() {
      guard let from = next else {
        print("ready board=\(board.name) channels=\(board.registerNames.count) data=\(folder.path)")
        if isQuick { return try await runQuickly() }
        next = closed
        continue
      }
      let snapshot = await service.snapshot()
      for row in try await service.rows(from: from, limit: 1000) {
        print(line(row, snapshot))
        next = row.id + 1
      }
    }
  }

  private func runQuickly() async throws {
    while true {
      try await Task.sleep(for: .seconds(1))
      let snapshot = await service.snapshot()
      if let instant = snapshot.instant {
        print("\(UTCStamp.iso(instant.seconds)) rows=\(snapshot.rowIDs.upperBound)")
      }
    }
  }

  /// The registers at the end.
  public func summary() async {
    print(RegistersReport(await service.snapshot(), board: board.name).text(all: false))
  }

  private func line(_ row: ProfileRow<40>, _ snapshot: MeterSnapshot) -> String {
    let values = snapshot.principal.map {
      "\(snapshot.channels[$0].name)="
        + KilowattHours.text(microwattHours: row.values[$0].energy.microwattHours)
        + snapshot.channels[$0].quantity.energyUnit
    }
    let flags = row.flags.namesSet.joined(separator: ",")
    return "\(UTCStamp.iso(row.periodStart.seconds)) \(values.joined(separator: " "))"
      + (flags.isEmpty ? "" : " [\(flags)]")
  }

  private func periods(_ rows: [ProfileRow<40>], _ snapshot: MeterSnapshot) -> String {
    let shown = snapshot.principal
    let channels = shown.map { snapshot.channels[$0] }
    return TextTable.render(
      ["closed periods (start, UTC)"] + channels.map { "\($0.name) \($0.quantity.energyUnit)" } + ["flags"],
      rows.suffix(8).map { row in
        [UTCStamp.iso(row.periodStart.seconds)]
          + shown.map {
            KilowattHours.text(microwattHours: row.values[$0].energy.microwattHours, decimals: 3)
          } + [row.flags.namesSet.joined(separator: " ")]
      }, rightAligned: Set(channels.indices.map { $0 + 1 }))
  }

  private func draw(_ snapshot: MeterSnapshot, rows: [ProfileRow<40>]) {
    var lines = [
      "\u{1B}[1mswift-meter\u{1B}[0m  \(board.name)   "
        + (snapshot.instant.map { UTCStamp.iso($0.seconds) } ?? "no time yet")
        + "   clock \(snapshot.clockQuality)"
    ]
    if let failure = snapshot.storageFailure {
      lines.append("\u{1B}[31mstore: \(StorageAdvice.text(failure))\u{1B}[0m")
    }
    lines.append("")
    lines.append(snapshot.elements.isEmpty ? Self.pulses(snapshot) : Self.elements(snapshot))
    lines.append("")
    lines.append(periods(rows, snapshot))
    lines.append("")
    if let collection {
      lines.append(
        StatusReport(
          collection.status, staleSeconds: collection.staleSeconds, now: Int64(Date().timeIntervalSince1970)
        )
        .text)
      lines.append("")
    }
    lines.append("data in \(folder.path)   Ctrl-C commits and stops")
    let text = lines.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map { "\($0)\u{1B}[K" }.joined(separator: "\n")
    FileHandle.standardOutput.write(Data("\u{1B}[H\(text)\n\u{1B}[J".utf8))
  }

  private static func pulses(_ snapshot: MeterSnapshot) -> String {
    TextTable.render(
      ["channel", "quantity", "register", "", "power", "", "this period", "pulses", "rejected", "lost"],
      snapshot.channels.map { channel in
        [
          channel.name, channel.quantity.name,
          KilowattHours.text(microwattHours: channel.register.microwattHours, decimals: 3),
          channel.quantity.energyUnit,
          channel.power.map { "\($0.milliwatts / 1000)" } ?? "-", channel.quantity.powerUnit,
          KilowattHours.text(microwattHours: channel.periodEnergy.microwattHours, decimals: 3),
          "\(channel.pulses)",
          "\(channel.counters.rejected)", "\(channel.counters.lostEdges)",
        ]
      }, rightAligned: [2, 4, 6, 7, 8, 9])
  }

  private static func elements(_ snapshot: MeterSnapshot) -> String {
    let frequency = snapshot.frequencyMicrohertz
    let readings = TextTable.render(
      ["element", "V", "A", "W", "var", "VA", "PF", "lag \u{B0}", "THD I %"],
      snapshot.elements.map { element in
        [
          "L\(element.element)", decimal(Int64(element.voltageMillivolts), 3, 2),
          decimal(Int64(element.currentMicroamperes), 6, 4), decimal(element.activeMilliwatts, 3, 1),
          decimal(element.reactiveMillivars, 3, 1), decimal(element.apparentMillivoltamperes, 3, 1),
          element.powerFactorThousandths.map { decimal($0, 3, 3) } ?? "-",
          element.lagMillidegrees.map { decimal(Int64($0), 3, 1) } ?? "-",
          element.currentDistortionPPM.map { decimal(Int64($0), 4, 1) } ?? "-",
        ]
      }, rightAligned: Set(1...8))
    let registers = TextTable.render(
      ["register", "reading", "", "now", "", "this period", "maximum demand"],
      snapshot.principal.map { index in
        let channel = snapshot.channels[index]
        return [
          channel.name, KilowattHours.text(microwattHours: channel.register.microwattHours, decimals: 3),
          channel.quantity.energyUnit, channel.power.map { decimal($0.milliwatts, 3, 0) } ?? "-",
          channel.quantity.powerUnit,
          KilowattHours.text(microwattHours: channel.periodEnergy.microwattHours, decimals: 3),
          channel.maximumDemand.endSeconds == 0
            ? "-"
            : KilowattHours.text(microwattHours: channel.maximumDemand.energy.microwattHours, decimals: 3),
        ]
      }, rightAligned: [1, 3, 5, 6])
    return "f \(frequency == 0 ? "-" : decimal(Int64(frequency), 6, 3) + " Hz")\n\(readings)\n\n\(registers)"
  }

  /// `value` / 10^`scale` with `digits` decimals, rounded to the nearest.
  private static func decimal(_ value: Int64, _ scale: Int, _ digits: Int) -> String {
    String(format: "%.\(digits)f", Double(value) / pow(10, Double(scale)))
  }
}
