import ArgumentParser
import ESMEService
import GBCS
import LiveESME

struct GBCSApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Run a command frame on a simulated meter and print its response.",
    discussion: """
      With --data the meter is the one that 'meter simulate esme' keeps: its own parties, counters, access matrix, \
      clock and capabilities decide, and what the frame changes stays. Without, the meter is in memory and forgets at \
      the end; --prime fills it with what a response frame says. Exits with 4 if the meter refuses the frame.
      """)

  @Argument(help: "The command frame in hexadecimal or base64, or @FILE.") var frame: String
  @OptionGroup var keys: KeyOptions
  @Option(name: .customLong("data"), help: "Data folder of a twin-element meter.") var path: String?
  @Option(
    help:
      "EUI-64 of the access control broker, whose key makes the MAC of commands (with --data: the meter knows)."
  )
  var broker: EntityIdentifier?
  @Option(
    name: .customLong("as"),
    help: "The slot of the frame's originator: supplier, network-operator, load-controller or broker.")
  var slot: Slot = .supplier
  @Option(help: "EUI-64 of the meter; without it the frame's recipient.") var device: EntityIdentifier?
  @Option(help: "A response frame whose values the meter holds first.") var prime: String?
  @Option(help: "Last counter taken from the originator; commands at or below it are replays.")
  var lastCounter: UInt64 = 0
  @Option(
    help: "The meter's clock in seconds since 2000-01-01T00:00:00Z, without --prime or if that has no time.")
  var time: UInt32 = 473_385_600
  @Flag(help: "A meter with one element; else it has two.") var single = false
  @Flag(help: "Answer MP184's secondary export under this project's provisional codes.") var provisional =
    false
  @Flag(help: "JSON output.") var json = false

  enum Slot: String, ExpressibleByArgument, CaseIterable {
    case supplier
    case networkOperator = "network-operator"
    case loadController = "load-controller"
    case broker
  }

  private struct Outcome: Encodable {
    let response: String
    let note: String?
    let explanation: FrameExplanation
  }

  func run() throws {
    guard var ring = try keys.ring() else {
      throw CommandFailure(.usage, "give --keys FILE with the meter's and the parties' keys")
    }
    let command = try FrameArgument.frame(frame)
    let identity = device ?? command.header.recipient
    var note: String?
    if !ring.has(.signingPrivate, of: identity) {
      ring.addRandomSigningKey(of: identity)
      note =
        "the file has no signing key of \(identity): a critical response is signed with one made for this run"
    }
    if path != nil { return try apply(command, ring, note) }
    guard let broker else {
      throw CommandFailure(.usage, "give --broker EUI, or --data FOLDER of a meter that knows its broker")
    }
    var parties = RemoteParties(broker: broker)
    switch slot {
    case .supplier: parties.supplier = command.header.originator
    case .networkOperator: parties.networkOperator = command.header.originator
    case .loadController: parties.loadController = command.header.originator
    case .broker: break
    }
    var counters = OriginatorCounters()
    counters.take(lastCounter, of: command.header.originator)
    var endpoint = ESMEEndpoint(
      device: try meter(command, ring), identity: identity, parties: parties, keys: ring, counters: counters,
      capabilities: Capabilities(provisionalSecondaryExport: provisional))
    let response: Frame
    do throws(CommandRefusal) {
      response = try endpoint.respond(to: command.encoded())
    } catch {
      throw CommandFailure(.data, "refused: \(error)")
    }
    try show(response, ring, note)
  }

  /// On the meter of a data folder.
  private func apply(_ command: Frame, _ ring: KeyRing, _ note: String?) throws {
    guard broker == nil, slot == .supplier, prime == nil, lastCounter == 0, !single, !provisional else {
      throw CommandFailure(
        .usage,
        "with --data the meter itself knows its parties, counters and capabilities: leave out --broker, --as, --prime, "
          + "--last-counter, --single and --provisional")
    }
    var option = ESMEFolderOption()
    option.path = path
    let response = try option.change { stored throws -> Result<Frame, CommandRefusal> in
      let identity = EntityIdentifier(stored.settings.make.identity)
      guard stored.live.keySlots != nil else {
        throw CommandFailure(
          .data,
          "the meter has no access control broker; 'meter esme party access-control-broker EUI' sets one")
      }
      let capabilities = stored.settings.edition.capabilities
      var endpoint = ESMEEndpoint(
        device: stored.live, identity: identity, parties: RemoteParties(broker: identity),
        keys: signing(ring, identity),
        capabilities: Capabilities(
          provisionalSecondaryExport: capabilities.contains(.secondaryExport),
          exportTariffWritesAreCritical: capabilities.contains(.exportTariffWritesAreCritical)))
      // A refusal is a result: the security log has it, and is stored with the rest.
      do throws(CommandRefusal) {
        return .success(try endpoint.respond(to: command.encoded()))
      } catch {
        return .failure(error)
      }
    }
    switch response {
    case .success(let frame): try show(frame, ring, note)
    case .failure(let refusal): throw CommandFailure(.data, "refused: \(refusal)")
    }
  }

  private func signing(_ ring: KeyRing, _ identity: EntityIdentifier) -> KeyRing {
    guard !ring.has(.signingPrivate, of: identity) else { return ring }
    var ring = ring
    ring.addRandomSigningKey(of: identity)
    return ring
  }

  private func show(_ response: Frame, _ ring: KeyRing, _ note: String?) throws {
    let explanation = FrameExplanation(response, keys: ring)
    if json {
      try JSONOutput.print(
        Outcome(response: Hex.text(response.encoded()), note: note, explanation: explanation))
    } else {
      print(Hex.text(response.encoded()))
      print(explanation.text)
      if let note, response.seal.mac == nil { print("note: \(note)") }
    }
  }

  private func meter(_ command: Frame, _ ring: KeyRing) throws -> SimulatedESME {
    guard let prime else { return SimulatedESME(time: time, hasSecondaryElement: !single) }
    let answer = try FrameArgument.frame(prime)
    guard case .accessRequest(let request) = command.payload,
      case .accessResponse(let response) = answer.payload
    else {
      throw CommandFailure(.usage, "--prime takes the response to this command, both with DLMS payloads")
    }
    var meter = SimulatedESME(
      time: answer.header.dateTime?.secondsSince2000 ?? time, hasSecondaryElement: !single)
    do {
      let plaintexts = try AttributeProtection(keys: ring).open(answer)
      try meter.prime(
        answering: request, with: response, protected: plaintexts.map { try DLMSData(decoding: $0) },
        provisional: provisional)
    } catch {
      throw CommandFailure(.data, "--prime: \(error)")
    }
    return meter
  }
}
