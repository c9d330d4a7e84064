import ArgumentParser
import ESMEService
import MeterCore

struct ESMEAccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show who may read and do what, granted and refused.",
    discussion: """
      meter esme access                                            the whole matrix
      meter esme access secondary-export-supplier                  one party
      meter esme access secondary-export-supplier readImportRegisters     one cell; exits with 4 if refused
      Rights that nothing published decides are refused; what MP184 needs is provisional.
      """)

  @Argument(help: "A party.") var party: Party?
  @Argument(help: "A service by its name or its reference, e.g. readExportRegisters or 4.2.")
  var service: String?
  @Flag(help: "As a signed command.") var signed = false
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  private struct Outcome: Encodable {
    var party: String
    var service: String
    var reference: String
    var granted: Bool
    var provisional: Bool
    var reason: String?
  }

  func run() throws {
    let stored = try data.reader()
    guard let party, let service else {
      let report = stored.accessReport(party: party)
      return json ? try JSONOutput.print(report) : print(report.text)
    }
    let services = PartyService.allCases.filter { "\($0)" == service || "\($0.reference)" == service }
    guard !services.isEmpty else {
      throw CommandFailure(.usage, "there is no service '\(service)'; 'meter esme access' lists them")
    }
    let identity = stored.live.meter.state.parties.entries[Int(party.rawValue)].identity
    var outcomes: [Outcome] = []
    for service in services {
      var outcome = Outcome(
        party: party.name, service: "\(service)", reference: "\(service.reference)", granted: false,
        provisional: service.isProvisional)
      switch stored.live.meter.judge(service, from: identity, isSigned: signed) {
      case .granted: outcome.granted = true
      case .refused(let refusal): outcome.reason = "\(refusal)"
      }
      outcomes.append(outcome)
    }
    if json {
      try JSONOutput.print(outcomes)
    } else {
      for outcome in outcomes {
        print(
          "\(outcome.party) \(outcome.service) (\(outcome.reference)): "
            + (outcome.granted ? "granted" : "refused, \(outcome.reason ?? "")")
            + (outcome.provisional ? " (provisional)" : ""))
      }
    }
    if !outcomes.contains(where: \.granted) { throw CommandFailure(.data, "refused") }
  }
}

struct ESMEPartyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "party", abstract: "Show the meter's parties and their counters, or change one.",
    discussion: """
      meter esme party                                             all of them
      meter esme party secondary-export-supplier 90b3d51f30090000  a change of supplier
      A change of a supplier takes a billing row first. Counters go on where the meter last saw them, so that nothing \
      of a party that comes back can be replayed. access-control-broker and load-controller are key slots.
      """)

  @Argument(help: "A party, access-control-broker or load-controller.") var party: String?
  @Argument(help: "EUI-64, or none.") var identity: String?
  @OptionGroup var data: ESMEFolderOption
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard let party else { return try show(try data.reader()) }
    let value: UInt64
    switch identity {
    case "none": value = 0
    case .some(let text):
      guard let number = EUI64.identity(text), number != 0 else {
        throw CommandFailure(.usage, "'\(text)' is no EUI-64 (16 hexadecimal digits) and not 'none'")
      }
      value = number
    case nil: throw CommandFailure(.usage, "give the EUI-64 of the new \(party), or none")
    }
    try data.change { stored in
      if let known = Party(name: party) {
        stored.live.meter.assign(value, to: known, at: stored.now)
      } else if let slot = KeySlot(name: party) {
        stored.live.meter.assign(value, to: slot, at: stored.now)
      } else {
        let known = Party.allCases.map(\.name) + KeySlot.allCases.map(\.name)
        throw CommandFailure(
          .usage, "unknown party '\(party)'; there are \(known.joined(separator: ", "))")
      }
      try show(stored)
    }
  }

  private func show(_ stored: StoredESME) throws {
    let report = stored.partiesReport()
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }
}
