import Crypto
import Testing

@testable import GBCS

/// Frames that were changed, cut, replayed or sent to somebody else: refused with a typed error, meter unchanged.
@Suite(.referenceData) struct RefusalTests {
  static let keys = ReferencePairTests.keys(for: .device)

  static func endpoint(
    counters: OriginatorCounters = OriginatorCounters(), identity: EntityIdentifier = .device
  ) -> ESMEEndpoint<SimulatedESME> {
    ESMEEndpoint(
      device: SimulatedESME(time: 473_385_600, hasSecondaryElement: true), identity: identity,
      parties: .reference,
      keys: keys, counters: counters)
  }

  /// Commands for the device whose use cases are bound, with their MAC.
  static var commands: [ReferenceData.NamedFrame] {
    ReferenceData.frames.filter {
      $0.frame.header.direction == .command && $0.frame.seal.mac != nil
        && $0.frame.header.recipient == .device
        && UseCase.find($0.frame.header.messageCode) != nil
    }
  }

  private func refusal(
    _ bytes: [UInt8], _ endpoint: ESMEEndpoint<SimulatedESME>, _ name: @autoclosure () -> String
  ) -> CommandRefusal? {
    var trial = endpoint
    do throws(CommandRefusal) {
      _ = try trial.handle(bytes)
      Issue.record("\(name()): taken")
      return nil
    } catch {
      if trial.device != endpoint.device || trial.counters != endpoint.counters {
        Issue.record("\(name()): refused, but the meter changed")
      }
      return error
    }
  }

  @Test func unchangedCommandsAreTaken() {
    var taken = 0
    for command in Self.commands {
      var endpoint = Self.endpoint()
      do throws(CommandRefusal) {
        let response = try endpoint.respond(to: command.bytes)
        if case .accessResponse(let answer) = response.payload,
          case .accessRequest(let request) = command.frame.payload
        {
          #expect(answer.results.count == request.accesses.count)
          taken += 1
        }
      } catch {
        Issue.record("\(command.name): \(error)")
      }
    }
    print("GBCS commands of bound use cases taken: \(taken) of \(Self.commands.count)")
    #expect(taken == Self.commands.count)
  }

  /// One bit of each octet, chosen by its position; all eight with SWIFT_METER_EVERY_BIT.
  @Test func flippedBitsAreRefused() {
    let endpoint = Self.endpoint()
    var (count, total) = (0, 0)
    for (number, command) in Self.commands.enumerated() {
      for index in command.bytes.indices {
        for bit in ReferenceData.bits(index + number) {
          var changed = command.bytes
          changed[index] ^= 1 << bit
          if refusal(changed, endpoint, "\(command.name) bit \(bit) of octet \(index)") != nil { count += 1 }
          total += 1
        }
      }
    }
    print("GBCS commands with a bit flipped, refused with the meter unchanged: \(count) of \(total)")
    #expect(count == total)
  }

  @Test func cutCommandsAreRefused() {
    let endpoint = Self.endpoint()
    var count = 0
    for command in Self.commands {
      for length in 0..<command.bytes.count {
        if case .malformed? = refusal(
          Array(command.bytes.prefix(length)), endpoint, "\(command.name) cut to \(length)")
        {
          count += 1
        } else {
          Issue.record("\(command.name) cut to \(length) is not malformed")
        }
      }
      // And grown by an octet.
      #expect(refusal(command.bytes + [0], endpoint, "\(command.name) grown") != nil)
    }
    print("GBCS commands cut short, refused: \(count)")
  }

  @Test func replaysAreRefused() throws {
    var refused = 0
    for command in Self.commands {
      var endpoint = Self.endpoint()
      _ = try endpoint.handle(command.bytes)
      guard case .replayed(_, let counter, let last)? = refusal(command.bytes, endpoint, command.name) else {
        Issue.record("\(command.name) is not refused as a replay")
        continue
      }
      #expect(counter <= last)
      refused += 1
    }
    print("GBCS commands sent twice, the second refused: \(refused) of \(Self.commands.count)")
    #expect(refused == Self.commands.count)
  }

  @Test func anOlderCounterIsRefusedEvenIfNeverSeen() throws {
    let command = try ReferenceData.frame("ECS17a_4.2_SUCCESS_COMMAND")
    var counters = OriginatorCounters()
    counters.take(command.frame.header.counter + 1, of: .networkOperator)
    #expect(
      refusal(command.bytes, Self.endpoint(counters: counters), "older")
        == .replayed(.networkOperator, counter: 0x4B0, last: 0x4B1))
  }

  @Test func anotherMetersCommandsAreRefused() {
    let other = Self.endpoint(identity: EntityIdentifier(0x00db_1234_5678_90a6))
    for command in Self.commands {
      #expect(refusal(command.bytes, other, command.name) == .wrongRecipient(.device))
    }
  }

  @Test func whatIsNoCommandIsRefused() {
    let endpoint = Self.endpoint()
    for entry in ReferenceData.frames where entry.frame.header.direction != .command {
      #expect(refusal(entry.bytes, endpoint, entry.name) == .notACommand(entry.frame.header.direction))
    }
  }

  /// A pre-command carries no protection by design: nothing in it shows a flipped bit. The meter takes none at all.
  @Test func preCommandsAreRefused() {
    let endpoint = Self.endpoint()
    var count = 0
    for entry in ReferenceData.frames
    where entry.frame.seal == .unsigned && entry.frame.header.recipient == .device {
      #expect(refusal(entry.bytes, endpoint, entry.name) != nil)
      count += 1
    }
    print("GBCS pre-commands (unprotected by design), refused whole: \(count)")
    #expect(count > 0)
  }

  /// Responses and alerts: whoever receives them sees a flipped bit by the MAC or the signature.
  @Test func flippedBitsInAnswersAreSeen() throws {
    let protection = FrameProtection(keys: ReferenceData.keys)
    var (seen, total) = (0, 0)
    for (number, entry) in ReferenceData.frames.enumerated() where entry.frame.header.direction != .command {
      for index in entry.bytes.indices {
        for bit in ReferenceData.bits(index + number) {
          var changed = entry.bytes
          changed[index] ^= 1 << bit
          total += 1
          if isSeen(changed, protection) {
            seen += 1
          } else {
            Issue.record("\(entry.name) bit \(bit) of octet \(index) is not seen")
          }
        }
      }
    }
    print("GBCS responses and alerts with a bit flipped, seen: \(seen) of \(total)")
    #expect(seen == total)
  }

  private func isSeen(_ bytes: [UInt8], _ protection: FrameProtection) -> Bool {
    guard let frame = try? Frame(decoding: bytes) else { return true }
    do throws(CryptographyError) {
      if frame.seal.mac != nil {
        let isCommand = frame.header.direction == .command
        try protection.verifyMAC(of: frame, with: isCommand ? .broker : frame.header.recipient)
      } else {
        try protection.verifySignature(of: frame)
      }
      return false
    } catch {
      return true
    }
  }

  @Test func anyoneElsesSignatureIsRefused() throws {
    let command = try ReferenceData.frame("ECS05_1.7_ERROR_COMMAND")
    var forger = Self.keys
    forger.add(.supplier, signing: P256.Signing.PrivateKey())
    let protection = FrameProtection(keys: forger)
    let forged = try protection.macked(try protection.signed(command.frame), with: .broker)
    #expect(refusal(forged.encoded(), Self.endpoint(), "forged") == .cryptography(.signatureInvalid))
  }

  @Test func criticalCommandsWithoutSignatureAreRefused() throws {
    var command = try ReferenceData.frame("ECS05_1.7_ERROR_COMMAND").frame
    command.seal = .unsigned
    let macked = try FrameProtection(keys: Self.keys).macked(command, with: .broker)
    #expect(
      refusal(macked.encoded(), Self.endpoint(), "unsigned")
        == .wrongProtection("ECS05 is critical and must be signed"))
  }
}
