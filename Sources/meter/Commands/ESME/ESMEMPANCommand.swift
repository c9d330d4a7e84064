import ArgumentParser
import ESMEService
import MeterCore

struct ESMEMPANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mpan", abstract: "Read the four MPANs, or set one.",
    discussion: """
      meter esme mpan                                      all of them
      meter esme mpan secondary-export 9900000000132       set one; its last digit is checked
      Import MPANs are the import supplier's to set, an export MPAN that of its export supplier. The secondary export \
      MPAN is MP184's: provisional.
      """)

  @Argument(help: "primary-import, secondary-import, primary-export or secondary-export.") var slot: MPANSlot?
  @Argument(help: "13 digits.") var mpan: String?
  @Option(name: .customLong("as"), help: "The party that sets it; default: the one that may.")
  var party: Party?
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard let slot, let mpan else {
      guard slot == nil else { throw CommandFailure(.usage, "give the MPAN's 13 digits too") }
      return try show(try data.reader())
    }
    guard mpan.utf8.count == 13, mpan.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(mpan)
    else { throw CommandFailure(.usage, "an MPAN core has 13 digits, not '\(mpan)'") }
    guard let value = MPAN(number: number) else {
      let right = MPAN.checkDigit(ofFirst12: number / 10)
      throw CommandFailure(.usage, "\(mpan): the last digit is a check digit and must be \(right)")
    }
    try data.change { stored in
      try PartyAccess.write(slot.setService, as: party ?? slot.holder, stored)
      guard stored.live.meter.setMPAN(value, in: slot, at: stored.now) else {
        throw CommandFailure(.device, "the meter's memory failed; try again")
      }
      try show(stored)
    }
  }

  private func show(_ stored: StoredESME) throws {
    let report = stored.mpanReport()
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}

extension MPANSlot {
  var holder: Party {
    switch self {
    case .primaryImport, .secondaryImport: .importSupplier
    case .primaryExport: .exportSupplier
    case .secondaryExport: .secondaryExportSupplier
    }
  }

  var setService: PartyService {
    switch self {
    case .primaryImport, .secondaryImport: .setImportMPANs
    case .primaryExport: .setExportMPAN
    case .secondaryExport: .setSecondaryExportMPAN
    }
  }
}
