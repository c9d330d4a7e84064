import COSEM
import Testing

@testable import Outstation
@testable import OutstationService

@Suite struct ConfigurationTests {
  static let ratio = "C101C1 0001 0100000402FF 02 00 06 00000258"
  static let compensation = "C101C1 0001 0100000407FF 02 00 05 FFFFFFE7"

  /// Kind, level and client of the accesses since the last association.
  private func changes(_ rig: borrowing OutstationRig) -> [[Int64]] {
    rig.outstation.meter.accesses.filter { $0[0] > 2 }
  }

  @Test("Ratios: level 3 changes them; the change is logged and flags the period (CFG)")
  func ratios() {
    var rig = OutstationRig()
    for level in UInt16(1)...2 {
      #expect(rig.associate("level\(level)", client: 16 + level) == 0)
      #expect(rig.send(Self.ratio) == hex("C501C103"))
    }
    #expect(rig.associate("level3", client: 19) == 0)
    #expect(rig.send("C001C1 0001 0000600A01FF 02 00") == hex("C401C100120000"))
    #expect(rig.send(Self.ratio) == hex("C501C100"))
    #expect(rig.send("C001C1 0001 0100000402FF 02 00") == hex("C401C100 06 00000258"))
    #expect(rig.send("C101C1 0001 0100000402FF 02 00 06 00000000") == hex("C501C10C"))
    #expect(rig.send("C001C1 0001 0000600A01FF 02 00") == hex("C401C100120020"))
    #expect(changes(rig) == [[6, 3, 19]])
  }

  @Test("Error compensation: level 4 alone changes it, behind the seal; the change is logged")
  func errorCompensation() {
    var rig = OutstationRig()
    #expect(rig.associate("level3", client: 19) == 0)
    #expect(rig.send(Self.compensation) == hex("C501C103"))
    #expect(rig.associate("level4", client: 20) == 13)
    #expect(rig.outstation.settings.errorCompensation == 0 && changes(rig).isEmpty)
    var open = OutstationRig(isSealBroken: true)
    #expect(open.associate("level4", client: 20) == 0)
    #expect(open.send(Self.compensation) == hex("C501C100"))
    #expect(open.send("C001C1 0001 0100000407FF 02 00") == hex("C401C100 05 FFFFFFE7"))
    #expect(open.send("C101C1 0001 0100000407FF 02 00 1105") == hex("C501C10C"))
    #expect(open.outstation.settings.errorCompensation == -25 && changes(open) == [[6, 4, 20]])
  }

  @Test("Demand reset: level 2 calls the script; resets are counted and logged")
  func demandReset() {
    var rig = OutstationRig()
    let reset = "C301C1 0009 00000A0001FF 01 01 120001"
    #expect(rig.associate("level1", client: 17) == 0)
    #expect(rig.send(reset) == hex("C701C10300"))
    #expect(rig.associate("level2", client: 18) == 0)
    #expect(rig.send(reset) == hex("C701C10000"))
    #expect(rig.send("C001C1 0001 0100000100FF 02 00") == hex("C401C100 06 00000001"))
    #expect(rig.send("C301C1 0009 00000A0001FF 01 01 120007") == hex("C701C10400"))
    #expect(changes(rig) == [[5, 2, 18]])
  }

  @Test("Supply output: level 3 opens and closes it by method and by script")
  func disconnectControl() {
    var rig = OutstationRig()
    #expect(rig.associate("level3", client: 19) == 0)
    let state = "C001C1 0046 000060030AFF 02 00"
    #expect(rig.send("C301C1 0046 000060030AFF 01 01 0F00") == hex("C701C10000"))
    #expect(rig.send(state) == hex("C401C100 0300"))
    #expect(rig.send("C301C1 0009 00000A006AFF 01 01 120002") == hex("C701C10000"))
    #expect(rig.send(state) == hex("C401C100 0301"))
    #expect(changes(rig) == [[6, 3, 19], [6, 3, 19]])
  }

  @Test("Every interface class is there, and every attribute is answered with whole data or refused")
  func everyAttribute() throws {
    var rig = OutstationRig(isSealBroken: true)
    #expect(rig.associate("level4", client: 20) == 0)
    var classes: Set<UInt16> = []
    for index in 0..<rig.outstation.objectCount {
      let object = rig.outstation.object(at: index)
      let shape = rig.outstation.shape(of: object)
      let name = rig.outstation.name(of: object)
      classes.insert(shape.classID)
      for attribute in 1...shape.attributes {
        let isBuffer = shape.classID == 7 && attribute == 2
        let request = encoded { writer, bytes in
          writer.put16(0xC001, &bytes)
          writer.put(0xC1, &bytes)
          writer.put16(shape.classID, &bytes)
          writer.name(name, &bytes)
          writer.put(UInt8(bitPattern: attribute), &bytes)
          writer.put(0, &bytes)
        }
        let answer = rig.send(request)
        let mayRead = rig.outstation.mayRead(object, attribute, level: 4)
        guard mayRead else {
          #expect(answer == hex("C401C10103"), "\(shape.classID) \(attribute)")
          continue
        }
        // Long values come in blocks.
        if answer.prefix(2) == hex("C402")[...] || isBuffer { continue }
        try #require(answer.prefix(4) == hex("C401C100")[...], "\(shape.classID) \(attribute): \(answer)")
        var reader = OctetReader(4..<answer.count)
        try reader.skip(answer.span.bytes)
        #expect(reader.isAtEnd, "\(shape.classID) \(attribute)")
      }
    }
    #expect(classes.isSuperset(of: [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 17, 19, 20, 23, 40, 41, 64, 70]))
  }

  @Test(
    "Only passwords and HLS-GMAC: HLS with MD5, SHA-1, SHA-256, ECDSA or of a manufacturer is no mechanism here",
    arguments: [2, 3, 4, 6, 7])
  func mechanisms(_ number: Int) {
    var rig = OutstationRig(hasKeys: true)
    rig.client = 17
    let answer = rig.send(
      "6036A1090607608574050801018A0207808B07608574050802 0\(number) AC0A80083132333435363738"
        + "BE10040E01000000065F1F0400007E1F04B0")
    #expect((try? AssociationResponse(answer.span.bytes, 0..<answer.count))?.diagnostic == 11)
  }
}
