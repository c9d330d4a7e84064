import Testing

@testable import GBCS

@Suite(.referenceData) struct ReferenceProtectionTests {
  @Test func explore() throws {
    let protection = FrameProtection(keys: ReferenceData.keys)
    var counts: [String: Int] = [:]
    for entry in ReferenceData.frames {
      let h = entry.frame.header
      if entry.frame.seal.mac != nil {
        let peers: [EntityIdentifier] = h.direction == .command ? [h.originator, EntityIdentifier(0x90b3d51f30000002)] : [h.recipient]
        var ok = false; var errs: [String] = []
        for p in peers {
          do { try protection.verifyMAC(of: entry.frame, with: p); ok = true; counts["mac ok \(h.direction) \(p)", default: 0] += 1; break }
          catch { errs.append("\(error)") }
        }
        if !ok { print("MAC", entry.name, h.originator, h.recipient, errs) ; counts["mac bad", default: 0] += 1}
      }
      if entry.frame.seal.signature != nil {
        do { try protection.verifySignature(of: entry.frame); counts["sig ok", default: 0] += 1 }
        catch { print("SIG", entry.name, h.originator, h.recipient, error); counts["sig bad", default: 0] += 1 }
      }
    }
    print(counts)
  }
}
