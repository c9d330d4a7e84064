import ArgumentParser
import ESMEService
import GBCS
import LiveESME
import MeterCore

struct GBCSCommandCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "command", abstract: "Make a command frame as a party of a simulated meter would send it.",
    discussion: """
      meter gbcs command F826 --as secondary-export-supplier --keys keys.json --data D
      meter gbcs command ECS22b --as import-supplier --from 2026-03-02 --to 2026-03-03 --keys keys.json --data D
      meter gbcs command F84D --as secondary-export-supplier --set 1/1-20:0.0.2/2=090d30… --keys keys.json --data D
      The counter is the next one the meter takes. A party without a key slot goes through the broker. Prints the frame \
      in hexadecimal, for 'meter gbcs apply --data'.
      """)

  @Argument(help: "A message code in hexadecimal, or the name of a published use case.") var useCase: String
  @Option(name: .customLong("as"), help: "The party that sends it.") var party: Party
  @Option(help: "First stamp of log entries.") var from: UTCOption?
  @Option(help: "Last stamp of log entries; a date alone means that whole day.") var to: UTCOption?
  @Option(
    name: .customLong("set"),
    help: "A value to write or a method's parameter: CLASS/NAME/INDEX=HEX in A-XDR; may be repeated.")
  var values: [String] = []
  @OptionGroup var keys: KeyOptions
  @OptionGroup var data: ESMEFolderOption

  func run() throws {
    guard let ring = try keys.ring() else {
      throw CommandFailure(.usage, "give --keys FILE; 'meter gbcs keys FILE' makes one")
    }
    let stored = try data.reader()
    guard let slots = stored.live.keySlots else {
      throw CommandFailure(.data, "the meter has no access control broker; 'meter esme party' sets one")
    }
    let parties = stored.live.meter.state.parties
    let identity = EntityIdentifier(parties.entries[Int(party.rawValue)].identity)
    guard identity.value != 0 else {
      throw CommandFailure(.data, "nobody is \(party.name) here; 'meter esme party' sets one")
    }
    let wanted = try found()
    // A critical export tariff write is signed with the key in the exporter's own slot.
    let isDirect =
      slots.role(of: identity).map { $0 != .secondaryExportSupplier || wanted.isCritical } ?? false
    let builder = CommandBuilder(
      keys: ring, broker: slots.broker, meter: EntityIdentifier(stored.settings.make.identity))
    let sender = CommandBuilder.Sender(
      party: identity, counter: parties.highestCounter(of: identity.value) + 1,
      brokerCounter: isDirect ? nil : parties.highestCounter(of: slots.broker.value) + 1)
    let (range, values) = (try range(), try written())
    let frame: Frame
    do throws(CommandBuilder.Failure) {
      frame = try builder.command(wanted, from: sender, range: range, values: values)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    print(Hex.text(frame.encoded()))
  }

  private func found() throws -> UseCase {
    if let code = UInt16(useCase, radix: 16), let found = UseCase.find(MessageCode(code)) { return found }
    if let found = UseCase.published.first(where: { $0.name == useCase }) { return found }
    throw CommandFailure(.usage, "there is no use case '\(useCase)'; docs/gbcs.md lists them")
  }

  private func range() throws -> (first: UInt32, last: UInt32) {
    func seconds(_ value: Int64) -> UInt32 { UInt32(clamping: value - 946_684_800) }
    let first = from.map { seconds($0.seconds) } ?? 0
    let last = to.map { seconds($0.lastSecond) } ?? seconds(4_000_000_000)
    guard first <= last else { throw CommandFailure(.usage, "--from is later than --to") }
    return (first, last)
  }

  private func written() throws -> [ObjectAttribute: DLMSData] {
    var result: [ObjectAttribute: DLMSData] = [:]
    for text in values {
      let halves = text.split(separator: "=", maxSplits: 1)
      let parts = halves[0].split(separator: "/")
      guard halves.count == 2, parts.count == 3, let identifier = UInt16(parts[0]),
        let name = LogicalName(parts[1]), let index = UInt8(parts[2]),
        let octets = Hex.octets(String(halves[1])), let value = try? DLMSData(decoding: octets)
      else {
        throw CommandFailure(.usage, "--set takes CLASS/NAME/INDEX=HEX with an A-XDR value, not '\(text)'")
      }
      result[ObjectAttribute(identifier, name, index)] = value
    }
    return result
  }
}
