import ArgumentParser
import ESMEService
import HAL
import MeterCore
import Settlement

struct ESMETariffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tariff", abstract: "Read, set or cancel one of the meter's three tariffs.",
    subcommands: [ESMETariffReadCommand.self, ESMETariffSetCommand.self, ESMETariffCancelCommand.self])
}

extension TariffAccount {
  /// The party whose tariff it is.
  var holder: Party { self == .secondaryExport ? .secondaryExportSupplier : .importSupplier }

  var readService: PartyService {
    switch self {
    case .primaryImport: .readTariff
    case .secondaryImport: .readSecondaryTariff
    case .secondaryExport: .readSecondaryExportTariff
    }
  }

  /// The service that sets a plan, or prices alone.
  func setService(isPriceOnly: Bool) -> PartyService {
    switch self {
    case .primaryImport: isPriceOnly ? .setPrice : .setTariff
    case .secondaryImport: isPriceOnly ? .setSecondaryPrice : .setSecondaryTariff
    case .secondaryExport: isPriceOnly ? .setSecondaryExportPrice : .setSecondaryExportTariff
    }
  }
}

struct ESMETariffReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Print a tariff as a file that 'tariff set' takes.",
    discussion: "YAML, or JSON with --json. Exits with 4 if the party may not read it.")

  @Argument(help: "primary-import, secondary-import or secondary-export.") var tariff: TariffAccount
  @Flag(help: "What waits to take over instead of what is in force.") var waiting = false
  @Option(name: .customLong("as"), help: "The party that reads; default: the one whose tariff it is.")
  var party: Party?
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let stored = try data.reader()
    try PartyAccess.read(tariff.readService, as: party ?? tariff.holder, stored)
    guard let file = waiting ? try stored.waitingTariff(tariff) : stored.activeTariff(tariff) else {
      throw CommandFailure(
        .data, waiting ? "nothing waits for \(tariff.name)" : "\(tariff.name) has no tariff yet")
    }
    if json { try JSONOutput.print(file.document) } else { print(file.yaml) }
  }
}

struct ESMETariffSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set the tariff of a YAML or JSON file, now or at a time to come.",
    discussion: """
      The file names the tariff, a plan, prices or both; docs/esme.md describes it. What one command sets takes over \
      whole, at one moment. Exits with 2 if the file is wrong (with line and column), 4 if the meter refuses it.
      """)

  @Argument(help: "The file.") var file: String
  @Option(help: "When it takes over, UTC; default: the file's takes_over_at, else now.") var at: UTCOption?
  @Option(name: .customLong("as"), help: "The party that sets it; default: the one whose tariff it is.")
  var party: Party?
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output: the tariff as the meter holds it now.") var json = false

  func run() throws {
    let tariff = try TariffFile.load(file)
    try data.change { stored in
      let account = tariff.account
      try PartyAccess.write(
        account.setService(isPriceOnly: tariff.plan == nil), as: party ?? account.holder, stored)
      let seconds = at?.seconds ?? tariff.takesOverSeconds
      let isLater = (seconds ?? 0) > stored.live.meter.state.lastInstant?.seconds ?? 0
      do throws(TariffError) {
        try stored.live.meter.setTariff(
          account, plan: tariff.plan, prices: tariff.prices,
          activation: seconds.map { .at(Instant(seconds: $0)) } ?? .now, at: stored.now)
      } catch {
        throw CommandFailure(.data, "refused: \(error)")
      }
      if json {
        let held = isLater ? try stored.waitingTariff(account) : stored.activeTariff(account)
        try JSONOutput.print(held?.document)
      } else {
        let parts = [tariff.plan == nil ? nil : "plan", tariff.prices == nil ? nil : "prices"]
          .compactMap { $0 }.joined(separator: " and ")
        let when = isLater ? "take over at \(UTCStamp.iso(seconds ?? 0))" : "are in force"
        print("\(account.name): \(parts) \(when)\(account == .secondaryExport ? " (provisional)" : "")")
      }
    }
  }
}

struct ESMETariffCancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel what waits to take over.")

  @Argument(help: "primary-import, secondary-import or secondary-export.") var tariff: TariffAccount
  @Option(name: .customLong("as"), help: "The party that cancels; default: the one whose tariff it is.")
  var party: Party?
  @OptionGroup var data: ESMEFolderOption

  func run() throws {
    try data.change { stored in
      guard try stored.waitingTariff(tariff) != nil else {
        throw CommandFailure(.data, "nothing waits for \(tariff.name)")
      }
      try PartyAccess.write(tariff.setService(isPriceOnly: false), as: party ?? tariff.holder, stored)
      guard stored.live.meter.cancelTariff(tariff, at: stored.now) else {
        throw CommandFailure(.device, "the meter's memory failed; try again")
      }
      print("\(tariff.name): what waited is cancelled")
    }
  }
}
