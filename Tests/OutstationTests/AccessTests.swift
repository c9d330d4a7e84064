import COSEM
import Outstation
import Testing

@testable import OutstationService

@Suite struct AccessTests {
  static let setClock = "C101C1 0008 0000010000FF 02 00 090C 07EA 02 01 07 0B 00 00 00 0000 00"

  @Test("Each level has its own password and client; the seal guards level 4; every attempt is logged")
  func levels() {
    var rig = OutstationRig()
    for level in UInt16(1)...3 { #expect(rig.associate("level\(level)", client: 16 + level) == 0) }
    #expect(rig.associate("level1", client: 18) == 13)
    #expect(rig.associate("level4", client: 20) == 13)
    #expect(rig.associate("level2", client: 32) == 0)
    #expect(rig.associate("", client: 16) == 0)
    #expect(rig.associate("", client: 17) == 12)
    #expect(rig.associate("level1", client: 99) == 1)
    let accesses = rig.outstation.meter.accesses
    #expect(accesses == [[1, 1, 17], [1, 2, 18], [1, 3, 19], [2, 2, 18], [2, 4, 20], [1, 2, 32]])
    var open = OutstationRig(isSealBroken: true)
    #expect(open.associate("level4", client: 20) == 0)
  }

  @Test("Only level 2 and above set the clock; the flags TIM and TRU stand, reading leaves them")
  func clock() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17)
    #expect(rig.send(Self.setClock) == hex("C501C103"))
    #expect(rig.send("C001C1 0001 0000600A01FF 02 00") == hex("C401C100120000"))
    _ = rig.associate("level2", client: 18)
    #expect(rig.send(Self.setClock) == hex("C501C100"))
    for _ in 0..<2 { #expect(rig.send("C001C1 0001 0000600A01FF 02 00") == hex("C401C100120018")) }
    #expect(
      Array(rig.send("C001C1 0008 0000010000FF 02 00").prefix(13))
        == hex("C401C100 090C 07EA 02 01 07 0B 00"))
    #expect(rig.send("C101C1 0008 0000010000FF 02 00 1105") == hex("C501C10C"))
  }

  @Test("A wrong password never locks: three are free, then a delay that ends by itself")
  func backOff() {
    var rig = OutstationRig()
    for _ in 0..<3 { #expect(rig.associate("nobody1", client: 17) == 13) }
    #expect(rig.associate("level1", client: 17) == 0)
    for _ in 0..<4 { #expect(rig.associate("nobody1", client: 17) == 13) }
    #expect(rig.associate("level1", client: 17) == 13)
    rig.now += 1_000_000_000
    #expect(rig.associate("level1", client: 17) == 0)
    for round in 0..<200 {
      _ = rig.associate("nobody1", client: 17)
      rig.now += Int64(round) * 1_000_000_000
    }
    rig.now += 60_000_000_000
    #expect(rig.associate("level1", client: 17) == 0)
  }

  @Test("Who holds level 1 guesses level 3 no faster; failures are forgotten in time")
  func guessing() {
    var rig = OutstationRig()
    for _ in 0..<4 {
      #expect(rig.associate("nobody1", client: 19) == 13)
      // What is good for level 1 lets nobody begin anew.
      _ = rig.associate("level1", client: 17)
    }
    let isSlowed = rig.outstation.isSlowed(isRemote: false, now: rig.now)
    #expect(isSlowed == true)
    rig.now += 1_000_000_000
    #expect(rig.associate("level3", client: 19) == 0)
    for _ in 0..<3 { _ = rig.associate("nobody1", client: 19) }
    rig.now += 601_000_000_000
    for _ in 0..<3 { #expect(rig.associate("nobody1", client: 19) == 13) }
    #expect(rig.associate("level3", client: 19) == 0)
  }

  @Test("Attempts during a delay are counted in the log, not entered one by one")
  func flood() {
    var rig = OutstationRig()
    for _ in 0..<4 { _ = rig.associate("nobody1", client: 17) }
    for _ in 0..<50 { _ = rig.associate("nobody1", client: 17) }
    rig.now += 1_000_000_000
    #expect(rig.associate("level1", client: 17) == 0)
    let log = rig.outstation.meter.profiles.last!
    let kinds = (0..<log.rowCount).map { log.cells[$0 * 7 + 1] }
    #expect(kinds == [2, 2, 2, 2, 2, 1])
    #expect(log.cells[log.cells.count - 2] == 49)
  }

  @Test("Level 4 is over when the seal is whole again")
  func sealClosed() {
    var rig = OutstationRig(isSealBroken: true)
    #expect(rig.associate("level4", client: 20) == 0)
    #expect(rig.send(ConfigurationTests.compensation) == hex("C501C100"))
    rig.outstation.meter.isSealBroken = false
    #expect(rig.send(ConfigurationTests.compensation) == hex("C501C103"))
    #expect(rig.send("C301C1 0009 00000A0001FF 01 01 120001") == hex("C701C10300"))
    #expect(rig.send("C001C1 0001 0100000480FF 02 00") == hex("C401C100 05 FFFFFFE7"))
  }

  @Test("Wrong passwords from afar slow down nobody at the meter, and the other way round")
  func backOffByPlace() {
    for isRemote in [true, false] {
      var rig = OutstationRig()
      rig.session.link.isRemote = isRemote
      for _ in 0..<9 { #expect(rig.associate("nobody1", client: 17) == 13) }
      #expect(rig.associate("level1", client: 17) == 13)
      rig.session.link.isRemote = !isRemote
      #expect(rig.associate("level1", client: 17) == 0)
    }
  }

  @Test("Passwords have 6 to 12 characters, are distinct, and cannot be read")
  func passwords() {
    var rig = OutstationRig()
    _ = rig.associate("level3", client: 19)
    func change(_ level: UInt8, _ text: String) -> [UInt8] {
      encoded { writer, bytes in
        writer.copy(hex("C101C1 0001 000060320AFF 02 00").span.bytes, &bytes)
        writer.structure(2, &bytes)
        writer.uint8(level, &bytes)
        let octets = Array(text.utf8)
        writer.octetString(octets.span.bytes, &bytes)
      }
    }
    for (text, result) in [
      ("12345", 250), ("1234567890123", 250), ("level2", 250), ("123456", 0), ("123456789012", 0),
    ] {
      #expect(rig.send(change(1, text)) == [0xC5, 1, 0xC1, UInt8(result)], "\(text)")
    }
    #expect(rig.send(change(4, "abcdef")) == hex("C501C103"))
    #expect(rig.send("C001C1 0001 000060320AFF 02 00") == hex("C401C10103"))
    #expect(rig.associate("level1", client: 17) == 13)
    #expect(rig.associate("123456789012", client: 17) == 0)
  }

  @Test("Reading everything twice changes nothing")
  func readingIsHarmless() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17)
    var first: [[UInt8]] = []
    for _ in 0..<2 {
      var answers: [[UInt8]] = []
      for (classID, name) in [(3, "0100010800FF"), (7, "0100630100FF"), (1, "0000600A01FF")] {
        answers.append(rig.send("C001C1 000\(classID) \(name) 02 00"))
      }
      if first.isEmpty { first = answers } else { #expect(answers == first) }
    }
  }
}
