import ArgumentParser
import ESMEService
import GBCS
import MeterCore

struct GBCSKeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make a file of test keys for a meter and its parties.",
    discussion: """
      New random keys of the meter of the data folder, of its broker and of every party it has; for trying frames on a \
      simulated meter, not for a real one. The file is readable by its owner only; one that is there is never replaced.
      """)

  @Argument(help: "The file to make.") var file: String
  @OptionGroup var data: ESMEFolderOption

  func run() throws {
    let stored = try data.reader()
    let parties = stored.live.meter.state.parties
    var identities = [stored.settings.make.identity]
    for party in Party.allCases { identities.append(parties.entries[Int(party.rawValue)].identity) }
    for slot in KeySlot.allCases { identities.append(parties.keyHolders[Int(slot.rawValue)].identity) }
    let entities = Set(identities.filter { $0 != 0 }.map { EntityIdentifier($0) }).sorted()
    do throws(KeyFileError) { try KeyFile.create(file, for: entities) } catch {
      throw CommandFailure(.usage, error.description)
    }
    print("\(file): keys of \(entities.count) entities")
  }
}
