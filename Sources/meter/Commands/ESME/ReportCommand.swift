import ArgumentParser
import ESMEService
import Foundation
import HAL
import MeterCore
import Settlement

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Reports of a twin-element meter: export of each element, settlement.",
    subcommands: [ExportReportCommand.self, SettlementReportCommand.self])
}

struct ExportReportCommand: ParsableCommand {
  enum Element: String, ExpressibleByArgument, CaseIterable {
    case primary, secondary
    var element: MeterElement { self == .primary ? .primary : .secondary }
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "A report about the export of an element.",
    discussion: """
      Reports: registers (with the time-of-use registers), daily-reads, profile, days, billing, power, home-display, \
      settlement, maximum-demand. Each that the primary element has, the secondary has too, but maximum-demand, of \
      which nothing is published. Exits with 4 if the party may not read it.
      """)

  @Option(help: "primary or secondary.") var element: Element
  @Option(help: "Which report.") var report: ReportName = ReportName(report: .registers)
  @Option(name: .customLong("as"), help: "The party that reads; default: the element's export supplier.")
  var party: Party?
  @OptionGroup var range: RangeOption
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "CSV output.") var csv = false
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let stored = try data.reader()
    let isSecondary = element == .secondary
    let reader = party ?? (isSecondary ? .secondaryExportSupplier : .exportSupplier)
    guard report.report.exists(for: element.element, stored.settings.edition.capabilities) else {
      let reason =
        stored.settings.edition == .published
        ? "this meter does not measure export on the secondary element; its edition is 'published'"
        : "no maximum demand of the secondary element is published"
      throw CommandFailure(.data, "\(report.report.name): \(reason)")
    }
    // The home display is the customer's own.
    if let service = report.service(isSecondary: isSecondary) {
      try PartyAccess.read(service, as: reader, stored)
    }
    guard let table = try stored.exportReport(report.report, element.element, in: try range.range()) else {
      throw CommandFailure(.data, "the meter has no such report")
    }
    if json {
      try JSONOutput.print(table)
    } else if csv {
      for line in table.csv { print(line) }
    } else {
      print(table.text)
    }
  }
}

/// A report by its name.
struct ReportName: ExpressibleByArgument {
  var report: ExportReport

  init(report: ExportReport) { self.report = report }

  init?(argument: String) {
    guard let report = ExportReport.allCases.first(where: { "\($0.name)" == argument }) else { return nil }
    self.report = report
  }

  static var allValueStrings: [String] { ExportReport.allCases.map { "\($0.name)" } }
  var defaultValueDescription: String { "\(report.name)" }

  /// The service under which a party reads it; nil for what the customer's display shows.
  func service(isSecondary: Bool) -> PartyService? {
    switch report {
    case .registers, .power: isSecondary ? .readSecondaryExportRegisters : .readExportRegisters
    case .dailyReads, .days, .billing: isSecondary ? .readSecondaryExportDaily : .readExportDaily
    case .profile, .settlement: isSecondary ? .readSecondaryExportProfile : .readExportProfile
    case .maximumDemand: .readExportMaximumDemand
    case .homeDisplay: nil
    }
  }
}

struct SettlementReportCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case simpleCSV = "simple-csv"
    case starkDF2 = "stark-df2"
  }

  static let configuration = CommandConfiguration(
    commandName: "settlement", abstract: "Half hours for settlement, a file of the meter's MPANs.",
    discussion: """
      simple-csv is stamped with the start of the half hour, stark-df2 with its end. Each MPAN has the energy of its \
      own register: nothing is netted or added. A is an actual half hour, E one with doubt.
      """)

  @Option(help: "Only this MPAN; may be repeated.") var slot: [MPANSlot] = []
  @Option(help: "simple-csv or stark-df2.") var format: Format = .simpleCSV
  @OptionGroup var range: RangeOption
  @OptionGroup var data: ESMEFolderOption

  func run() throws {
    let stored = try data.reader()
    var series: [(register: HalfHourSeries, sensor: Int)] = []
    for slot in slot.isEmpty ? MPANSlot.allCases : slot {
      guard let half = try stored.series(slot, try range.range()) else {
        if self.slot.isEmpty { continue }
        throw CommandFailure(
          .data, "\(slot.name): this meter does not measure it; its edition is 'published'")
      }
      let isImport = slot == .primaryImport || slot == .secondaryImport
      series.append((half, isImport ? 1 : 2))
    }
    switch format {
    case .simpleCSV: for line in SimpleCSV.lines(series.map(\.register)) { print(line) }
    case .starkDF2: for line in StarkDF2.lines(series) { print(line) }
    }
  }
}
