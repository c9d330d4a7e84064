import Testing

@testable import GBCS

@Suite(.referenceData) struct ReferenceProtectionTests {
  let protection = FrameProtection(keys: ReferenceData.keys)

  /// The peer whose key makes a frame's MAC with its device's.
  private func peer(_ frame: Frame) -> EntityIdentifier {
    frame.header.direction == .command ? .broker : frame.header.recipient
  }

  @Test func everyMACWithAKeyVerifies() {
    let macked = ReferenceData.frames.filter { $0.frame.seal.mac != nil }
    var verified = 0
    var keyless: [String] = []
    for entry in macked {
      do throws(CryptographyError) {
        try protection.verifyMAC(of: entry.frame, with: peer(entry.frame))
        verified += 1
      } catch {
        guard case .keyMissing = error else {
          Issue.record("\(entry.name): \(error)")
          continue
        }
        keyless.append(entry.name)
      }
    }
    print("GBCS MACs verified: \(verified) of \(macked.count); without key: \(keyless.count)")
    #expect(verified == 276)
    #expect(keyless.isEmpty)
  }

  @Test func everySignatureWithAKeyVerifies() {
    let signed = ReferenceData.frames.filter { $0.frame.seal.signature != nil }
    var verified = 0
    for entry in signed {
      do throws(CryptographyError) {
        try protection.verifySignature(of: entry.frame)
        verified += 1
      } catch {
        Issue.record("\(entry.name): \(error)")
      }
    }
    print("GBCS signatures verified: \(verified) of \(signed.count)")
    #expect(verified == 177)
  }

  @Test func everyEncryptedPayloadOpens() throws {
    var opened = 0
    for entry in ReferenceData.frames where Hex.text(entry.bytes).contains("3100000000") {
      let plaintexts = try AttributeProtection(keys: ReferenceData.keys).open(entry.frame)
      #expect(plaintexts.count == 1, "\(entry.name)")
      for plaintext in plaintexts {
        let data = try DLMSData(decoding: plaintext)
        #expect(data.encoded() == plaintext, "\(entry.name)")
        guard case .structure = data else {
          Issue.record("\(entry.name) does not open to a structure")
          continue
        }
        opened += 1
      }
    }
    print("GBCS encrypted payloads opened: \(opened) of 7")
    #expect(opened == 7)
  }

  /// With the device's private key and the parties' public ones only: what the meter itself computes.
  @Test func theDeviceRecomputesItsMACs() throws {
    let file = try #require(ReferenceData.rawKeys)
    var deviceSide = KeyRing()
    for (name, values) in file {
      guard let entity = EntityIdentifier(name) else { continue }
      let wanted: KeyUse = entity == .device ? .agreementPrivate : .agreementPublic
      guard let octets = values[wanted.rawValue].flatMap({ Hex.octets($0) }) else { continue }
      try ReferenceData.add(octets, wanted, entity, to: &deviceSide)
    }
    let side = FrameProtection(keys: deviceSide)
    var counts: [FrameDirection: Int] = [:]
    var total = 0
    for entry in ReferenceData.frames where entry.frame.seal.mac != nil {
      let header = entry.frame.header
      guard header.originator == .device || header.recipient == .device else { continue }
      total += 1
      #expect(try side.mac(of: entry.frame, with: peer(entry.frame)) == entry.frame.seal.mac, "\(entry.name)")
      counts[header.direction, default: 0] += 1
    }
    print(
      "GBCS MACs recomputed by device \(EntityIdentifier.device): \(counts.values.reduce(0, +)) of \(total)",
      "(\(counts[.command, default: 0]) commands, \(counts[.response, default: 0]) responses)")
    #expect(total == 240)
    #expect(counts.values.reduce(0, +) == total)
  }
}

extension EntityIdentifier {
  static let device = EntityIdentifier(0x00db_1234_5678_90a0)
  static let broker = EntityIdentifier(0x90b3_d51f_3000_0002)
  static let supplier = EntityIdentifier(0x90b3_d51f_3001_0000)
  static let networkOperator = EntityIdentifier(0x90b3_d51f_3002_0000)
  static let loadController = EntityIdentifier(0x90b3_d51f_3001_0008)
}

extension RemoteParties {
  static let reference = RemoteParties(
    broker: .broker, supplier: .supplier, networkOperator: .networkOperator, loadController: .loadController)
}
