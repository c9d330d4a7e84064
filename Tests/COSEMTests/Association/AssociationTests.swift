import Testing

@testable import COSEM

/// Published association APDUs, which three foreign libraries decode alike.
@Suite struct AssociationTests {
  static let none = hex("601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0")
  static let low = hex(
    "6036A1090607608574050801018A0207808B0760857405080201AC0A80083132333435363738BE10040E01000000065F1F0400007E1F04B0"
  )
  static let accepted = hex(
    "6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000501F01F40007")
  static let pending = hex(
    "6142A109060760857405080101A203020100A305A10302010E88020780890760857405080205AA0A8008503677524A323146"
      + "BE10040E0800065F1F040000501F01F40007")
  static let initiate = hex("01000000065F1F0400007E1F04B0")

  @Test func requestWithoutAuthentication() throws {
    let request = try AssociationRequest(Self.none.span.bytes, 0..<Self.none.count)
    #expect(request.context == .logicalName && request.mechanism == AuthenticationMechanism.none)
    #expect(request.isVersionSupported && !request.requiresAuthentication)
    let initiate = try InitiateRequest(Self.none.span.bytes, request.userInformation!)
    #expect(initiate.conformance.rawValue == 0x00_7E1F && initiate.maximumReceive == 0x04B0)
    #expect(initiate.version == 6 && initiate.dedicatedKey == nil && initiate.isResponseAllowed)
    let written = encoded { writer, bytes in
      AssociationRequest.write(
        context: .logicalName, callingTitle: nil, mechanism: .none, authenticationValue: RawSpan(),
        userInformation: Self.initiate.span.bytes, &writer, &bytes)
    }
    #expect(written == Self.none)
    let initiateWritten = encoded { writer, bytes in
      InitiateRequest.write(
        dedicatedKey: nil, conformance: Conformance(rawValue: 0x7E1F), maximumReceive: 1200, &writer, &bytes)
    }
    #expect(initiateWritten == Self.initiate)
  }

  @Test func requestWithPassword() throws {
    let request = try AssociationRequest(Self.low.span.bytes, 0..<Self.low.count)
    #expect(request.mechanism == .low && request.requiresAuthentication)
    #expect(Self.low[request.authenticationValue!].elementsEqual("12345678".utf8))
    let written = encoded { writer, bytes in
      AssociationRequest.write(
        context: .logicalName, callingTitle: nil, mechanism: .low,
        authenticationValue: Array("12345678".utf8).span.bytes, userInformation: Self.initiate.span.bytes,
        &writer, &bytes)
    }
    #expect(written == Self.low)
  }

  @Test func responses() throws {
    let response = try AssociationResponse(Self.accepted.span.bytes, 0..<Self.accepted.count)
    #expect(response.result == .accepted && response.diagnostic == 0 && response.context == .logicalName)
    let initiate = try InitiateResponse(Self.accepted.span.bytes, response.userInformation!)
    #expect(initiate.maximumReceive == 500 && initiate.conformance.rawValue == 0x501F)
    let user = encoded { writer, bytes in
      InitiateResponse.write(
        conformance: Conformance(rawValue: 0x501F), maximumReceive: 500, &writer, &bytes)
    }
    let written = encoded { writer, bytes in
      AssociationResponse.write(
        context: .logicalName, result: .accepted, diagnostic: .null, respondingTitle: nil, mechanism: .none,
        challenge: nil, userInformation: user.span.bytes, &writer, &bytes)
    }
    #expect(written == Self.accepted)
    let asking = encoded { writer, bytes in
      AssociationResponse.write(
        context: .logicalName, result: .accepted, diagnostic: .authenticationRequired, respondingTitle: nil,
        mechanism: .highGMAC, challenge: Array("P6wRJ21F".utf8).span.bytes, userInformation: user.span.bytes,
        &writer, &bytes)
    }
    #expect(asking == Self.pending)
    let pending = encoded { writer, bytes in
      AssociationResponse.write(
        context: .logicalName, result: .accepted, diagnostic: .authenticationRequired,
        respondingTitle: hex("4D4D4D0000BC614E").span.bytes, mechanism: .highGMAC,
        challenge: Array("P6wRJ21F".utf8).span.bytes, userInformation: user.span.bytes, &writer, &bytes)
    }
    let back = try AssociationResponse(pending.span.bytes, 0..<pending.count)
    #expect(back.diagnostic == 14 && back.mechanism == .highGMAC)
    #expect(pending[back.respondingTitle!].elementsEqual(hex("4D4D4D0000BC614E")))
    #expect(pending[back.authenticationValue!].elementsEqual("P6wRJ21F".utf8))
    #expect(pending.count == Int(pending[1]) + 2)
  }

  @Test func dedicatedKey() throws {
    let octets = hex("01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0")
    let request = try InitiateRequest(octets.span.bytes, 0..<octets.count)
    #expect(request.dedicatedKey == 3..<19)
    let written = encoded { writer, bytes in
      InitiateRequest.write(
        dedicatedKey: octets.span.bytes.extracting(3..<19), conformance: Conformance(rawValue: 0x7E1F),
        maximumReceive: 1200, &writer, &bytes)
    }
    #expect(written == octets)
  }

  @Test func release() throws {
    for isRequest in [true, false] {
      let octets = encoded { writer, bytes in
        Release.write(isRequest: isRequest, userInformation: Self.initiate.span.bytes, &writer, &bytes)
      }
      let range = try Release.userInformation(octets.span.bytes, 0..<octets.count)
      #expect(octets[range!].elementsEqual(Self.initiate))
    }
    #expect(try Release.userInformation(hex("6200").span.bytes, 0..<2) == nil)
  }

  @Test("Cut anywhere or with any octet changed: an error or a value, never a trap")
  func damaged() {
    for octets in [Self.none, Self.low, Self.accepted] {
      for cut in 0..<octets.count {
        let part = Array(octets[..<cut])
        #expect(throws: CodecError.self) { try AssociationRequest(part.span.bytes, 0..<cut) }
        #expect(throws: CodecError.self) { try AssociationResponse(part.span.bytes, 0..<cut) }
      }
      for index in 0..<octets.count {
        for value in UInt8(0)...255 {
          var changed = octets
          changed[index] = value
          _ = try? AssociationRequest(changed.span.bytes, 0..<changed.count)
          _ = try? AssociationResponse(changed.span.bytes, 0..<changed.count)
        }
      }
    }
  }
}
