import ArgumentParser
import Foundation
import Settlement

struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "Check a UMS inventory (D0388) and answer it (D0389). Exit code 4 when an MPAN is refused.")

  @Argument(help: "D0388 file.") var file: String
  @Option(
    help:
      "Rules (JSON): operators, appointedFrom, lastSequence, subMeters by MPAN; switchRegimes, chargeCodes, invalidCombinations."
  ) var rules: String?
  @Option(help: "D0389 file to write.") var respond: String?
  @Option(help: "Our market participant id.") var participant: String = "MADM"
  @OptionGroup var policy: PolicyOption

  private struct RulesFile: Decodable {
    var operators: [String: String]?
    var appointedFrom: [String: String]?
    var lastSequence: [String: Int]?
    var subMeters: [String: [String]]?
    var switchRegimes: [String]?
    var chargeCodes: [String]?
    var invalidCombinations: [String]?
  }

  func run() throws {
    let inventory = try UMSInventory(parsing: TextFile.text(file))
    let rules = try loadRules()
    for entry in inventory.entries {
      let items = entry.subMeters.reduce(0) { $0 + $1.items.count }
      print(
        "\(entry.mpan): sequence \(entry.sequence), from \(entry.effectiveFrom.dashed), \(entry.subMeters.count) sub-meters, \(items) lines"
      )
    }
    for problem in inventory.problems { print("problem: \(problem)") }
    let answers = rules.answers(to: inventory)
    for answer in answers {
      let errors = answer.errors.map { " \($0.code.rawValue)" }.joined()
      print("answer \(answer.mpan): \(answer.reason.rawValue) \(answer.reason.words)\(errors)")
    }
    if rules.switchRegimes.isEmpty || rules.chargeCodes.isEmpty {
      print("not checked (unverified): valid switch regimes and charge codes; name them in --rules")
    }
    if let respond {
      guard !answers.isEmpty else { throw CommandFailure(.data, "no MPAN can be answered: answer by hand") }
      let policy = try policy.load()
      let received = inventory.envelope
      let response = UMSResponse(
        envelope: FlowEnvelope(
          fileID: received.fileID, fromRole: policy.administratorRole.value, fromParticipant: participant,
          toRole: received.fromRole, toParticipant: received.fromParticipant,
          createdSeconds: Int64(Date().timeIntervalSince1970), testFlag: received.testFlag), answers: answers)
      try Data(response.text.utf8).write(to: URL(fileURLWithPath: respond), options: .atomic)
      print("written: \(respond); role letter \(policy.administratorRole.text)")
    }
    guard inventory.problems.isEmpty, answers.allSatisfy({ $0.reason == .accepted }) else {
      throw CommandFailure(.data, "the inventory is not accepted as a whole")
    }
  }

  private func loadRules() throws -> InventoryRules {
    guard let path = rules else { return InventoryRules() }
    let file: RulesFile
    do { file = try JSONDecoder().decode(RulesFile.self, from: TextFile.data(path)) } catch let error
      as DecodingError
    {
      throw CommandFailure(.usage, "\(path): \(error)")
    }
    func byMPAN<T, U>(_ values: [String: T]?, _ convert: (T) -> U?) throws -> [MPAN: U] {
      var result: [MPAN: U] = [:]
      for (key, value) in values ?? [:] {
        guard let mpan = MPAN(key), let converted = convert(value) else {
          throw CommandFailure(.usage, "\(path): '\(key)': '\(value)' is no MPAN with a right value")
        }
        result[mpan] = converted
      }
      return result
    }
    return InventoryRules(
      operators: try byMPAN(file.operators) { $0 },
      appointedFrom: try byMPAN(file.appointedFrom) { FlowDate($0) },
      lastSequence: try byMPAN(file.lastSequence) { $0 }, subMeters: try byMPAN(file.subMeters) { Set($0) },
      switchRegimes: Set(file.switchRegimes ?? []), chargeCodes: Set(file.chargeCodes ?? []),
      invalidCombinations: Set(file.invalidCombinations ?? []))
  }
}
