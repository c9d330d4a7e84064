import COSEM
import Testing

/// Every form of SET and ACTION, and what was not agreed on.
@Suite struct ServiceFormTests {
  static let ratios = "0001 0100000402FF 02 00  0001 0100000405FF 02 00"
  static let values = "06 00000258  06 00000007"
  static let methods = "0046 000060030AFF 01  0046 000060030AFF 02"

  private func rig() -> OutstationRig {
    var rig = OutstationRig()
    #expect(rig.associate("level3", client: 19) == 0)
    return rig
  }

  private func expectRatio(_ rig: inout OutstationRig, sourceLocation: SourceLocation = #_sourceLocation) {
    let ratio = rig.outstation.settings.currentRatio
    #expect(ratio.numerator == 600 && ratio.denominator == 7, sourceLocation: sourceLocation)
  }

  @Test("SET with list: every value is set, every result told")
  func setList() {
    var rig = rig()
    #expect(rig.send("C104C1 02 \(Self.ratios) 02 \(Self.values)") == hex("C505C1 02 00 00"))
    expectRatio(&rig)
    // One that may not be, and one of the wrong type: the others are set all the same.
    #expect(
      rig.send(
        "C104C1 03 0003 0100010800FF 02 00 \(Self.ratios) 03 06 00000001 06 00000009 1105")
        == hex("C505C1 03 03 00 0C"))
    let ratio = rig.outstation.settings.currentRatio
    #expect(ratio.numerator == 9 && ratio.denominator == 7)
  }

  @Test("SET in blocks: nothing is set before the last block")
  func setBlocks() {
    var rig = rig()
    #expect(
      rig.send("C102C1 0001 0100000402FF 02 00 00 00000001 02 0600") == hex("C502C1 00000001"))
    #expect(rig.outstation.settings.currentRatio.numerator == 1)
    #expect(rig.send("C103C1 01 00000002 03 000258") == hex("C503C1 00 00000002"))
    #expect(rig.outstation.settings.currentRatio.numerator == 600)
    // No transfer is left, and a block out of order ends one.
    #expect(rig.send("C103C1 01 00000003 03 000258") == hex("C503C1 12 00000003"))
    _ = rig.send("C102C1 0001 0100000402FF 02 00 00 00000001 02 0600")
    #expect(rig.send("C103C1 01 00000003 03 000259") == hex("C503C1 13 00000003"))
    #expect(rig.outstation.settings.currentRatio.numerator == 600)
  }

  @Test("SET with list in blocks")
  func setListBlocks() {
    var rig = rig()
    let data = hex("02 \(Self.values)")
    let first = hex("C105C1 02 \(Self.ratios) 00 00000001 04") + data.prefix(4)
    #expect(rig.send(first) == hex("C502C1 00000001"))
    #expect(
      rig.send(hex("C103C1 01 00000002") + [UInt8(data.count - 4)] + data.dropFirst(4))
        == hex("C504C1 02 00 00 00000002"))
    expectRatio(&rig)
  }

  @Test("ACTION with list: methods are called in order")
  func actionList() {
    var rig = rig()
    #expect(rig.send("C303C1 02 \(Self.methods) 02 0F00 0F00") == hex("C703C1 02 0000 0000"))
    #expect(rig.outstation.meter.isSupplyClosed == true)
    #expect(
      rig.send("C303C1 02 0046 000060030AFF 01 0008 0000010000FF 06 02 0F00 0F00")
        == hex("C703C1 02 0000 0C00"))
    #expect(rig.outstation.meter.isSupplyClosed == false)
  }

  @Test("ACTION in blocks, single and with list; results are those of actions")
  func actionBlocks() {
    var rig = rig()
    let shift = "C304C1 0008 0000010000FF 06"
    let before = rig.outstation.meter.time(now: 0).seconds
    #expect(rig.send("\(shift) 00 00000001 01 10") == hex("C704C1 00000001"))
    #expect(rig.send("C306C1 01 00000002 02 0064") == hex("C701C1 0000"))
    #expect(rig.outstation.meter.time(now: 0).seconds == before + 100)
    // 16: none in progress; 15: aborted.
    #expect(rig.send("C306C1 01 00000003 02 0064") == hex("C701C1 1000"))
    _ = rig.send("\(shift) 00 00000001 01 10")
    #expect(rig.send("C306C1 01 00000003 02 0064") == hex("C701C1 0F00"))
    #expect(rig.send("\(shift) 00 00000002 01 10") == hex("C701C1 0F00"))
    // With list.
    let data = hex("02 0F00 0F00")
    #expect(
      rig.send(hex("C305C1 02 \(Self.methods) 00 00000001 02") + data.prefix(2)) == hex("C704C1 00000001"))
    #expect(rig.send(hex("C306C1 01 00000002 03") + data.dropFirst(2)) == hex("C703C1 02 0000 0000"))
    #expect(rig.outstation.meter.time(now: 0).seconds == before + 100)
  }

  @Test("What was not agreed on is refused: services, selection, lists, blocks")
  func agreed() {
    let clock = "C001C1 0008 0000010000FF 02 00"
    let range =
      "C001C1 0007 0100630100FF 02 01 01 0204 0204 120008 09060000010000FF 0F02 120000 00 00 0100"
    let requests: [(String, Conformance)] = [
      (clock, .get), (range, [.get, .selectiveAccess]),
      ("C003C1 01 0008 0000010000FF 02 00", [.get, .multipleReferences]), (ConfigurationTests.ratio, .set),
      ("C104C1 02 \(Self.ratios) 02 \(Self.values)", [.set, .multipleReferences]),
      ("C102C1 0001 0100000402FF 02 00 01 00000001 05 06 00000258", [.set, .blockTransferWithSet]),
      ("C301C1 0046 000060030AFF 02 01 0F00", .action),
      ("C303C1 02 \(Self.methods) 02 0F00 0F00", [.action, .multipleReferences]),
      ("C304C1 0046 000060030AFF 02 01 00000001 02 0F00", [.action, .blockTransferWithAction]),
    ]
    let all: Conformance = [
      .get, .set, .action, .selectiveAccess, .multipleReferences, .blockTransferWithGet,
      .blockTransferWithSet,
      .blockTransferWithAction,
    ]
    for (request, needed) in requests {
      for bit in UInt32(0)..<24 {
        let missing = Conformance(rawValue: 1 << bit)
        // Without GET there is no association at all.
        guard needed.contains(missing), missing != .get else { continue }
        var rig = OutstationRig()
        let conformance = String(all.subtracting(missing).rawValue, radix: 16)
        let padded = String(repeating: "0", count: 6 - conformance.count) + conformance
        #expect(
          rig.associate("level3", client: 19, initiate: "01000000065F1F0400\(padded)0400") == 0)
        #expect(rig.send(request) == hex("D80102"), "\(request) without bit \(bit)")
      }
      var rig = rig()
      #expect(rig.send(request).first != 0xD8, "\(request)")
    }
  }

  /// A general block of a request: number, and 0x80 for the last, 0x40 where more follow without waiting.
  private func block(_ control: UInt8, _ number: UInt8, acknowledged: UInt8, _ octets: some Sequence<UInt8>)
    -> [UInt8]
  {
    let octets = Array(octets)
    return [0xE0, control | 1, 0, number, 0, acknowledged, UInt8(octets.count)] + octets
  }

  @Test("A request in general blocks; a block that is lost or comes twice is asked for, not guessed")
  func generalBlocks() {
    let request = hex("C001C1 0008 0000010000FF 02 00")
    var rig = OutstationRig()
    #expect(rig.associate("level3", client: 19, initiate: "01000000065F1F040020FFFF0400") == 0)
    let plain = rig.send(request)
    #expect(plain.prefix(6) == hex("C401C100 090C")[...])
    let parts = [request.prefix(5), request[5..<9], request[9...]]
    #expect(rig.send(block(0, 1, acknowledged: 0, parts[0])) == hex("E001 0001 0001 00"))
    // Block 2 is lost.
    #expect(rig.send(block(0x80, 3, acknowledged: 1, parts[2])) == hex("E001 0002 0001 00"))
    #expect(rig.send(block(0, 2, acknowledged: 2, parts[1])) == hex("E001 0003 0002 00"))
    // And comes again.
    #expect(rig.send(block(0, 2, acknowledged: 3, parts[1])) == hex("E001 0004 0002 00"))
    let answer = rig.send(block(0x80, 3, acknowledged: 4, parts[2]))
    #expect(answer.dropFirst(7) == plain[...] && answer.prefix(6) == hex("E081 0005 0003")[...])
  }

  @Test("A ciphered request in a general block has a ciphered answer in one, no longer than agreed")
  func cipheredGeneralBlock() throws {
    for size in [64, 100, 1024] {
      var talk = CipheredClient()
      let length = String(size, radix: 16)
      let initiate =
        "01000000065F1F040020FFFF" + String(repeating: "0", count: 4 - length.count) + length
      #expect(talk.associate(initiate: initiate)?.result == .accepted)
      let sealed = talk.protect(CipheringConformanceTests.get, tag: .gloGetRequest)
      let answer = talk.rig.send(block(0x80, 1, acknowledged: 0, sealed))
      #expect(answer.first == 0xE0 && answer.count <= size)
      #expect(talk.open(Array(answer.dropFirst(7))) == CipheringConformanceTests.answer)
      // What is longer comes in GET blocks, each in a general block and within the size.
      let long = talk.protect(hex("C001C1 000F 0000280000FF 02 00"), tag: .gloGetRequest)
      let first = talk.rig.send(block(0x80, 1, acknowledged: 0, long))
      #expect(first.first == 0xE0 && first.count <= size, "\(size): \(first.count)")
      let head = first[6] < 0x80 ? 7 : 7 + Int(first[6] & 0x7F)
      let opened = talk.open(Array(first.dropFirst(head)))
      #expect(try #require(opened).prefix(2) == hex("C402")[...])
    }
  }

  @Test("A release that cannot be read leaves the association")
  func release() {
    var rig = rig()
    #expect(rig.send("62FF").first == 0xD8)
    #expect(rig.send("6203800100").first == 0x63)
    #expect(rig.send("C001C1 0008 0000010000FF 01 00").first == 0xD8)
  }
}
