import ArgumentParser
import ESMEService
import MeterCore

extension Party: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}

extension MPANSlot: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}

extension TariffAccount: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public static var allValueStrings: [String] { allCases.map(\.name) }
  public var defaultValueDescription: String { name }
}

/// The meter's decision for a party on the command line: the same register, matrix and counters as for a frame.
enum PartyAccess {
  /// Throws where the party may not read.
  static func read(_ service: PartyService, as party: Party, _ stored: StoredESME) throws {
    let identity = stored.live.meter.state.parties.entries[Int(party.rawValue)].identity
    let decision = stored.live.meter.judge(service, from: identity, isSigned: false)
    if case .refused(let refusal) = decision { throw failure(refusal, service, party) }
  }

  /// Throws where the party may not change this; takes its next counter.
  static func write(_ service: PartyService, as party: Party, _ stored: StoredESME) throws {
    let entry = stored.live.meter.state.parties.entries[Int(party.rawValue)]
    let last = stored.live.meter.state.parties.highestCounter(of: entry.identity)
    let decision = stored.live.meter.authorise(
      service, from: entry.identity, counter: last + 1, isSigned: true)
    if case .refused(let refusal) = decision { throw failure(refusal, service, party) }
  }

  private static func failure(
    _ refusal: AccessRefusal, _ service: PartyService, _ party: Party
  ) -> CommandFailure {
    let what = "refused: \(party.name) may not do \(service) (service \(service.reference))"
    return switch refusal {
    case .unknownOriginator:
      CommandFailure(.data, "\(what): nobody is \(party.name) here; 'meter esme party' sets one")
    case .notSupported:
      CommandFailure(.data, "\(what): this meter was made without it; see 'meter simulate esme --edition'")
    case .storageFailed: CommandFailure(.device, "the meter's memory failed; nothing was done, try again")
    case .notPermitted, .signatureRequired, .replayed:
      CommandFailure(.data, "\(what); 'meter esme access' shows who may")
    }
  }
}
