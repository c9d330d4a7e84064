import COSEM
import DataLink
import HAL

/// Reads a meter by IEC 62056-21 itself: the data readout (modes A to D), or single data sets in programming
/// mode.
public final class FlagReader {
  /// Name on the command line.
  public static let name = "iec62056-21"

  /// How to read.
  public enum Way: Sendable {
    /// The whole readout.
    case readout
    /// Data sets by their addresses (`1.8.0`), after the password of command P1 where there is one.
    case programming(addresses: [String])
    /// Wait for a readout that the meter sends of itself (mode D).
    case listen
  }

  private let installation: MeterInstallation
  private let surroundings: MeterReader.Surroundings
  /// What the session cost.
  public private(set) var facts = SessionFacts()

  /// A reader.
  public init(_ installation: MeterInstallation, surroundings: MeterReader.Surroundings) {
    self.installation = installation
    self.surroundings = surroundings
  }

  /// Reads the meter.
  public func read(_ way: Way) throws(MeterReadError) -> MeterReading {
    var attempt = 0
    while true {
      do throws(MeterReadError) { return try readOnce(way) } catch {
        guard error.isWorthRetrying, attempt < installation.retries, !surroundings.isCancelled() else {
          throw error
        }
        surroundings.pause(min(1_000_000_000 << Int64(attempt), 30_000_000_000))
        attempt += 1
      }
    }
  }

  private func readOnce(_ way: Way) throws(MeterReadError) -> MeterReading {
    facts.connections += 1
    let raw = try MeterConnection.open(installation, surroundings.open)
    let line = ObservedLine(raw, observer: surroundings.observer)
    defer {
      facts.sentOctets += line.sentOctets
      facts.receivedOctets += line.receivedOctets
      facts.turnarounds += line.turnarounds
      line.close()
    }
    let purpose: FlagClientPurpose
    switch way {
    case .readout: purpose = .readout
    case .programming: purpose = .programming
    case .listen: purpose = .listen
    }
    let session = FlagSession(line, FlagSession.configuration(installation, purpose))
    session.start()
    var sets: [FlagDataSet] = []
    if case .programming(let addresses) = way {
      sets = try program(session, addresses)
    } else {
      sets = try readout(session)
    }
    var reading = Self.reading(sets)
    reading.registersSeconds = surroundings.wallClock().map { $0.utcNanoseconds / 1_000_000_000 }
    facts.link = "IEC 62056-21 at \(session.baud) baud"
    reading.facts = facts
    return reading
  }

  private func readout(_ session: FlagSession) throws(MeterReadError) -> [FlagDataSet] {
    let doing = "the readout of IEC 62056-21"
    var sets: [FlagDataSet] = []
    while true {
      let event = try session.next(doing)
      switch event.event {
      case .identified:
        facts.identification = String(decoding: event.text, as: UTF8.self)
        sets.removeAll()
      case .line:
        let text = String(decoding: event.text, as: UTF8.self)
        guard let found = FlagDataSet.parse(text) else {
          // The block is judged by its check character; a strange line is left out, not guessed.
          continue
        }
        sets += found
      case .readoutEnded:
        session.finish()
        return Self.unique(sets)
      case .failed(let failure): throw session.error(failure, doing)
      case .refused:
        throw MeterReadError(.malformed, doing: doing, likely: "the session ended early; read again")
      default: continue
      }
    }
  }

  /// A block that was sent again brings its lines again.
  private static func unique(_ sets: [FlagDataSet]) -> [FlagDataSet] {
    var last: [String: FlagDataSet] = [:]
    for set in sets { last[set.address] = set }
    var seen: Set<String> = []
    return sets.compactMap { seen.insert($0.address).inserted ? last[$0.address] : nil }
  }

  private func program(
    _ session: FlagSession, _ addresses: [String]
  ) throws(MeterReadError) -> [FlagDataSet] {
    let doing = "programming mode of IEC 62056-21"
    waiting: while true {
      let event = try session.next(doing)
      switch event.event {
      case .identified: facts.identification = String(decoding: event.text, as: UTF8.self)
      case .passwordAsked: break waiting
      case .failed(let failure): throw session.error(failure, doing)
      default: continue
      }
    }
    if case .password(let password) = installation.credentials {
      let outcome = try session.line.masking([password.octets]) { () throws(MeterReadError) in
        guard session.command("P", "1", [0x28] + password.octets + [0x29]) else {
          throw MeterReadError(.configuration, doing: doing, likely: "a password too long for IEC 62056-21")
        }
        return try session.next("giving the password").event
      }
      switch outcome {
      case .acknowledged: break
      case .failed(let failure): throw session.error(failure, "giving the password")
      default:
        throw MeterReadError(
          .associationRefused(diagnostic: 13), doing: "giving the password", came: "\(outcome)",
          likely: "a wrong password; meters slow down after several")
      }
    }
    var sets: [FlagDataSet] = []
    for address in addresses {
      let doing = "reading \(address)"
      guard session.command("R", "1", Array("\(address)()".utf8)) else {
        throw MeterReadError(.linkEnded, doing: doing, likely: "the meter ended the session; read again")
      }
      let event = try session.next(doing)
      switch event.event {
      case .answer:
        let text = String(decoding: event.text, as: UTF8.self)
        guard let found = FlagDataSet.parse(text) else {
          throw MeterReadError(
            .malformed, doing: doing, came: text, likely: "an answer that is no data set; see it with --trace"
          )
        }
        // An answer need not repeat the address.
        sets += found.map {
          FlagDataSet(address: $0.address.isEmpty ? address : $0.address, values: $0.values)
        }
      case .refused:
        refusals[address] = MeterReadError(
          .refused(.objectUndefined), doing: doing, came: String(decoding: event.text, as: UTF8.self),
          likely: "this meter has no such data set, or wants a password")
      case .failed(let failure): throw session.error(failure, doing)
      default: throw MeterReadError(.malformed, doing: doing, likely: "an answer out of order; read again")
      }
    }
    _ = session.command("B", "0", [])
    session.finish()
    return sets
  }

  /// Data sets that were refused.
  public private(set) var refusals: [String: MeterReadError] = [:]

  /// Data sets as registers and facts.
  static func reading(_ sets: [FlagDataSet]) -> MeterReading {
    var reading = MeterReading()
    for set in sets {
      guard let first = set.values.first else { continue }
      let words = set.values.map { $0.unit.isEmpty ? $0.value : "\($0.value) \($0.unit)" }
        .joined(separator: ", ")
      if ["0.0.0", "C.1.0", "0.0", "1-0:0.0.0*255"].contains(set.address), reading.identity.serial.isEmpty {
        reading.identity.serial = first.value
      }
      guard let name = set.name, set.values.count == 1, name[2] != 0,
        let decimal = FlagDataSet.decimal(first.value)
      else {
        reading.identity.facts.append((set.address, words))
        continue
      }
      var register = RegisterReading(object: ReadingDriver.Object(3, name))
      register.value = decimal.value
      let unit = FlagDataSet.unit(first.unit)
      if first.unit.isEmpty || unit != nil {
        register.scale = ScalerUnit(
          scaler: decimal.scaler + (unit?.power ?? 0), unit: unit?.unit ?? 255)
      } else {
        // A unit without number: the words keep it.
        register.words = words
        register.scale = ScalerUnit(scaler: decimal.scaler, unit: 255)
      }
      reading.registers.append(register)
    }
    return reading
  }
}
