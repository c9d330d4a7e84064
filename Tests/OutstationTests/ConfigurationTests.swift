import COSEM
import Testing

@testable import Outstation
@testable import OutstationService

@Suite struct ConfigurationTests {
  static let ratio = "C101C1 0001 0100000402FF 02 00 06 00000258"
  static let compensation = "C101C1 0001 0100000480FF 02 00 05 FFFFFFE7"

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
    #expect(rig.outstation.meter.errorCompensation == 0 && changes(rig).isEmpty)
    var open = OutstationRig(isSealBroken: true)
    #expect(open.associate("level4", client: 20) == 0)
    #expect(open.send(Self.compensation) == hex("C501C100"))
    #expect(open.send("C001C1 0001 0100000480FF 02 00") == hex("C401C100 05 FFFFFFE7"))
    #expect(open.send("C101C1 0001 0100000480FF 02 00 1105") == hex("C501C10C"))
    #expect(open.outstation.meter.errorCompensation == -25 && changes(open) == [[6, 4, 20]])
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

  @Test("The log tells which object was changed, and its value before and after; of passwords no value")
  func audit() {
    var rig = OutstationRig(isSealBroken: true)
    #expect(rig.associate("level4", client: 20) == 0)
    let start = rig.outstation.meter.time(now: 0).seconds
    for request in [
      Self.ratio, "C101C1 0001 0100000402FF 02 00 06 0000012C", Self.compensation,
      "C101C1 0001 0100000480FF 02 00 05 00000064", "C101C1 0007 0100630100FF 04 00 06 00000384",
      "C301C1 0008 0000010000FF 06 01 10FFFE", "C301C1 0009 00000A0001FF 01 01 120001",
      "C301C1 0046 000060030AFF 01 01 0F00", "C101C1 0001 000060320AFF 02 00 0202 1101 0906 736563726574",
    ] { #expect([hex("C501C100"), hex("C701C10000")].contains(rig.send(request)), "\(request)") }
    let log = rig.outstation.meter.profiles.last!
    let rows = stride(from: 0, to: log.cells.count, by: 7).map { Array(log.cells[$0..<($0 + 7)]) }
    func code(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8) -> Int64 {
      Int64(OBIS(a, b, c, d, e).code)
    }
    #expect(
      rows.dropFirst().map { Array($0[1...]) } == [
        [6, 4, 20, code(1, 0, 0, 4, 2), 1, 600], [6, 4, 20, code(1, 0, 0, 4, 2), 600, 300],
        [6, 4, 20, code(1, 0, 0, 4, 128), 0, -25], [6, 4, 20, code(1, 0, 0, 4, 128), -25, 100],
        [6, 4, 20, code(1, 0, 99, 1, 0), 1800, 900], [4, 4, 20, code(0, 0, 1, 0, 0), start, start - 2],
        [5, 4, 20, code(1, 0, 0, 1, 0), 0, 1], [6, 4, 20, code(0, 0, 96, 3, 10), 1, 0],
        [3, 1, 20, code(0, 0, 96, 50, 10), 0, 0],
      ])
    // A client reads the same: the object is an octet string of six.
    let read = rig.send("C001C1 0007 0000636204FF 02 01 02 0204 0600000002 0600000002 120001 120000")
    #expect(
      read.suffix(33)
        == (hex("1106 1104 120014 0906 0100000402FF 14 0000000000000001 14 0000000000000258")))
  }

  @Test("Error compensation counts from the next period on; beyond 10 % it is refused")
  func compensated() {
    func day(_ compensation: String?) -> [Int64] {
      var rig = OutstationRig(isSealBroken: true)
      #expect(rig.associate("level4", client: 20) == 0)
      rig.outstation.meter.periodEnd = rig.outstation.meter.nextEnd(after: OutstationRig.start)
      if let compensation {
        #expect(rig.send("C101C1 0001 0100000480FF 02 00 05 \(compensation)") == hex("C501C100"))
      }
      rig.outstation.meter.skip(nanoseconds: 86_400_000_000_000, now: 0)
      return rig.outstation.meter.rows.totals
    }
    let begin = OutstationRig().outstation.meter.rows.totals
    let plain = zip(day(nil), begin).map(-)
    let more = zip(day("000004D2"), begin).map(-)
    for (energy, compensated) in zip(plain, more) {
      #expect(compensated == energy * 101_234 / 100_000, "\(energy)")
    }
    var rig = OutstationRig(isSealBroken: true)
    _ = rig.associate("level4", client: 20)
    #expect(rig.send("C101C1 0001 0100000480FF 02 00 05 00002711") == hex("C501C1FA"))
    #expect(rig.send("C101C1 0001 0100000480FF 02 00 05 FFFFD8EF") == hex("C501C1FA"))
  }

  @Test("Daylight saving is said as it is; scripts name what they do")
  func contents() {
    var local = OutstationRig(.prometer100)
    #expect(local.associate("level1", client: 32) == 0)
    for (attribute, value) in [
      (5, "090C FFFF 03 FE 07 01 00 00 00 0000 00"), (6, "090C FFFF 0A FE 07 02 00 00 00 FFC4 80"),
      (7, "0F3C"),
      (8, "0301"),
    ] {
      #expect(local.send("C001C1 0008 0000010000FF 0\(attribute) 00") == hex("C401C100 \(value)"))
    }
    var utc = OutstationRig()
    #expect(utc.associate("level1", client: 17) == 0)
    #expect(utc.send("C001C1 0008 0000010000FF 08 00") == hex("C401C100 0300"))
    #expect(
      utc.send("C001C1 0009 00000A006AFF 02 00")
        == hex(
          "C401C100 0102 0202 120001 0101 0205 1602 120046 0906 000060030AFF 0F01 0F00"
            + "0202 120002 0101 0205 1602 120046 0906 000060030AFF 0F02 0F00"))
    #expect(utc.send("C001C1 0009 00000A0001FF 02 00") == hex("C401C100 0101 0202 120001 0100"))
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
