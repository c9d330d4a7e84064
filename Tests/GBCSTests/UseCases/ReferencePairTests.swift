import Crypto
import Testing

@testable import GBCS

/// Commands of the set, run on a meter that holds what the paired response says, must give that response.
@Suite(.referenceData) struct ReferencePairTests {
  struct Pair {
    let name: String
    let command: ReferenceData.NamedFrame
    let response: ReferenceData.NamedFrame
  }

  /// Commands of bound use cases (a pre-command where the set has only that) with their responses.
  static var pairs: [Pair] {
    let frames = Dictionary(
      ReferenceData.frames.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return frames.keys.sorted().compactMap { name in
      guard name.hasSuffix("_RESPONSE"), let response = frames[name] else { return nil }
      let stem = String(name.dropLast("_RESPONSE".count))
      guard let command = frames[stem + "_COMMAND"] ?? frames[stem + "_PRECOMMAND"],
        UseCase.find(command.frame.header.messageCode) != nil
      else { return nil }
      return Pair(name: stem, command: command, response: response)
    }
  }

  /// The published keys, and a signing key of the meter's own: the set has only the public half of the real one.
  static func keys(for meter: EntityIdentifier) -> KeyRing {
    var keys = ReferenceData.keys
    keys.add(meter, signing: P256.Signing.PrivateKey())
    return keys
  }

  static func primedMeter(_ pair: Pair) throws -> SimulatedESME {
    guard case .accessRequest(let request) = pair.command.frame.payload,
      case .accessResponse(let response) = pair.response.frame.payload
    else { throw PrimingError(target: nil) }
    let twin = ["TWIN", "ECS17c", "ECS24b", "ECS01c", "ECS01d"].contains { pair.name.contains($0) }
    var meter = SimulatedESME(
      time: pair.response.frame.header.dateTime?.secondsSince2000 ?? 473_385_600, hasSecondaryElement: twin)
    let plaintexts = try AttributeProtection(keys: ReferenceData.keys).open(pair.response.frame)
    try meter.prime(
      answering: request, with: response, protected: plaintexts.map { try DLMSData(decoding: $0) })
    return meter
  }

  /// The command as a meter receives it: pre-commands are signed by their party and MAC'd by the broker first.
  static func command(_ pair: Pair) throws -> Frame {
    let frame = pair.command.frame
    guard frame.seal == .unsigned else { return frame }
    let protection = FrameProtection(keys: ReferenceData.keys)
    return try protection.macked(try protection.signed(frame), with: .broker)
  }

  @Test func commandsYieldTheirResponses() throws {
    var (whole, signedPart, typed) = (0, 0, 0)
    let pairs = Self.pairs
    for pair in pairs {
      let meter = pair.command.frame.header.recipient
      var endpoint = ESMEEndpoint(
        device: try Self.primedMeter(pair), identity: meter, parties: .reference, keys: Self.keys(for: meter))
      do {
        let answer = try endpoint.respond(to: try Self.command(pair).encoded())
        let expected = pair.response.frame
        #expect(answer.header == expected.header, "\(pair.name)")
        #expect(answer.payload == expected.payload, "\(pair.name)")
        if expected.seal.mac != nil {
          #expect(answer.encoded() == pair.response.bytes, "\(pair.name)")
          if answer.encoded() == pair.response.bytes { whole += 1 }
        } else if answer.signedPart() == expected.signedPart() {
          try FrameProtection(keys: Self.keys(for: meter)).verifyShape(answer)
          signedPart += 1
        }
        if case .accessRequest(let request) = pair.command.frame.payload {
          if request.accesses.contains(where: {
            $0.target.classIdentifier == 30 || BoundAttribute.published[$0.target] != nil
          }) {
            typed += 1
          }
        }
      } catch {
        Issue.record("\(pair.name): \(error)")
      }
    }
    print(
      "GBCS command and response pairs of bound use cases: \(whole + signedPart) of \(pairs.count) yield the response;",
      "\(whole) to the last octet with MAC or ciphertext, \(signedPart) in all that is signed;",
      "\(typed) go through typed members of the meter")
    #expect(whole + signedPart == pairs.count)
  }
}

extension FrameProtection {
  /// The answer has a signature of the right form; what it signs is compared apart, as ECDSA is randomised.
  func verifyShape(_ frame: Frame) throws {
    guard case .signature(let octets) = frame.seal, octets.count == 64 else {
      throw CryptographyError.protectionMissing
    }
  }
}
