import Testing

@testable import DataLink

@Suite struct FlagPortTests {
  @Test(
    "Commands with check characters published elsewhere",
    arguments: [
      (Character("R"), UInt8(0x31), "1.8.0(1)", "01 52 31 02 312E382E30283129 03 6B"),
      ("B", 0x30, "", "01 42 30 03 71"), ("P", 0x30, "()", "01 50 30 02 2829 03 60"),
    ])
  func checks(_ command: Character, _ type: UInt8, _ data: String, _ octets: String) {
    var rig = FlagRig(.programming, mode: .c)
    rig.client.start(now: 0)
    rig.run(limit: 3_000_000_000)
    #expect(
      rig.client.command(command.asciiValue!, type, data: Array(data.utf8).span.bytes, now: rig.now) == true)
    let sent = written { bytes in
      guard case .transmit(let count) = rig.client.next(into: &bytes, now: rig.now) else { return 0 }
      return count
    }
    #expect(sent == hex(octets))
  }

  @Test("The meter asks for its password with a check character published elsewhere")
  func passwordRequest() {
    var rig = FlagRig(.programming, mode: .c)
    var heard: [UInt8] = []
    rig.hears = { heard.append($0) }
    rig.client.start(now: 0)
    rig.run(limit: 3_000_000_000)
    #expect(rig.events.last == .passwordAsked && Array(heard.suffix(8)) == hex("01 50 30 02 2829 03 60"))
  }

  @Test(
    "Readout in modes A, B, C and E, at every speed",
    arguments: [(FlagMode.a, UInt32(300)), (.b, 600), (.b, 19200), (.c, 300), (.c, 9600), (.e, 19200)])
  func readout(_ mode: FlagMode, _ baud: UInt32) {
    var rig = FlagRig(.readout, mode: mode, baud: baud)
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events.first == .identified)
    #expect(rig.events.last == .readoutEnded(isVerified: true))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1) == rig.handler.lines)
    // Back at the initial speed, ready for the next reader.
    #expect(rig.serverBaud == 300 && !rig.server.isInSession)
    #expect(rig.changes == (baud == 300 ? (mode == .a ? [] : rig.changes) : [baud, 300]))
  }

  @Test("Mode D: an unasked readout, without check character")
  func pushed() {
    var rig = FlagRig(.listen, mode: .d)
    rig.client.start(now: 0)
    rig.server.trigger(now: 0)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: false))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1) == rig.handler.lines)
  }

  @Test("Mode E: acknowledged 2 Z 2, the speed changes, HDLC begins on both sides", arguments: [false, true])
  func modeE(_ confirms: Bool) {
    var rig = FlagRig(.hdlc, mode: .e, baud: 9600) { $0.confirmsModeE = confirms }
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events == [.identified, .startHDLC])
    #expect(rig.serverHDLC && rig.serverBaud == 9600 && rig.clientBaud == 9600)
    let back = rig.server.endHDLC()
    #expect(back == .speed(baud: 300, isEightBit: false))
  }

  @Test("Mode E asked of a meter that has none is said")
  func notOffered() {
    var rig = FlagRig(.hdlc, mode: .c)
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events == [.failed(.notOffered)])
  }

  @Test("Programming: password, read, write, break; a wrong password gives no right and does not lock")
  func programming() {
    var rig = FlagRig(.programming, mode: .c)
    rig.client.start(now: 0)
    rig.run(limit: 3_000_000_000)
    #expect(rig.events.last == .passwordAsked)
    rig.command("P", "(wrong12)")
    #expect(rig.events.last == .refused)
    rig.command("W", "0.9.1(130000)")
    #expect(rig.events.last == .refused && rig.handler.writtenText.isEmpty)
    rig.command("P", "(secret1)")
    #expect(rig.events.last == .acknowledged)
    rig.command("W", "0.9.1(130000)")
    #expect(rig.events.last == .acknowledged && rig.handler.writtenText == "0.9.1(130000)")
    rig.command("R", "1.8.0()")
    #expect(rig.events.last == .answer && rig.texts.last == "(001234.5*kWh)")
    rig.command("R", "9.9.9()")
    #expect(rig.events.last == .refused)
    rig.command("B", "")
    #expect(!rig.server.isInSession && rig.handler.sessions == 1 && rig.serverBaud == 300)
  }

  @Test("No acknowledgement: the readout comes at the initial speed")
  func withoutAcknowledgement() {
    var rig = FlagRig(.readout, mode: .c)
    for character in "/?!\r\n".utf8 { rig.server.receive(character, handler: &rig.handler, now: 0) }
    var sent = ""
    var now: Int64 = 0
    var speeds: [UInt32] = []
    while now < 6_000_000_000 {
      let octets = written { bytes in
        switch rig.server.next(into: &bytes, handler: &rig.handler, now: now) {
        case .transmit(let count): return count
        case .speed(let baud, _): speeds.append(baud)
        default: now += 100_000_000
        }
        return 0
      }
      sent += String(decoding: octets, as: UTF8.self)
    }
    #expect(sent.hasPrefix("/SWM5METER/1\r\n\u{2}0.0.0(12345678)\r\n"))
    #expect(sent.contains("!\r\n\u{3}") && speeds.isEmpty)
  }

  @Test("A damaged readout is asked for again; damaged for ever is a failure")
  func damaged() {
    var rig = FlagRig(.readout, mode: .c)
    rig.damage = { index, octet in index == 40 ? octet ^ 2 : octet }
    rig.client.start(now: 0)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: true))
    #expect(zip(rig.events, rig.texts).filter { $0.0 == .line }.map(\.1).suffix(3) == rig.handler.lines[...])
    var hopeless = FlagRig(.readout, mode: .c)
    hopeless.damage = { index, octet in index % 30 == 25 ? octet ^ (index % 60 == 25 ? 2 : 4) : octet }
    hopeless.client.start(now: 0)
    hopeless.run(limit: 60_000_000_000)
    #expect(
      hopeless.events.last == .failed(.checkDiffers) || hopeless.events.last == .failed(.noAnswer),
      "\(hopeless.events.suffix(5))")
  }

  @Test("A password request that is damaged anywhere is asked for again")
  func damagedPasswordRequest() throws {
    final class Heard { var octets: [UInt8] = [] }
    let heard = Heard()
    var clean = FlagRig(.programming, mode: .c)
    clean.damage = { _, octet in
      heard.octets.append(octet)
      return octet
    }
    clean.client.start(now: 0)
    clean.run(limit: 3_000_000_000)
    #expect(clean.events.last == .passwordAsked)
    let begin = try #require(heard.octets.firstIndex(of: 0x01))
    // Every character between the start and the end of its operand, and the check character.
    for index in (begin + 4)..<heard.octets.count where heard.octets[index] != 0x03 {
      var rig = FlagRig(.programming, mode: .c)
      rig.damage = { number, octet in number == index ? octet ^ 0x10 : octet }
      rig.client.start(now: 0)
      rig.run(limit: 6_000_000_000)
      #expect(rig.events.last == .passwordAsked, "character \(index - begin)")
      rig.command("P", "(secret1)")
      #expect(rig.events.last == .acknowledged, "character \(index - begin)")
    }
  }

  @Test(
    "Only requests without address or with ours are answered",
    arguments: [
      ("/?!\r\n", true), ("/?12345678!\r\n", true), ("/?0012345678!\r\n", true), ("/?1234567!\r\n", false),
      ("/?123456789!\r\n", false), ("/!\r\n", false), ("?!\r\n", false), ("xx/?!\r\n", true),
    ])
  func addressing(_ request: String, _ isAnswered: Bool) {
    var rig = FlagRig(.readout, mode: .c)
    for character in request.utf8 { rig.server.receive(character, handler: &rig.handler, now: 0) }
    #expect(rig.server.isInSession == isAnswered)
  }

  @Test("Random characters never break the port", arguments: UInt64(1)...20)
  func noise(seed: UInt64) {
    var rig = FlagRig(.readout, mode: .e)
    var chance = Chance(seed: seed)
    for _ in 0..<3000 {
      rig.now += Int64(chance.below(50_000_000))
      let picks: [UInt8] = [0x2F, 0x3F, 0x21, 0x0D, 0x0A, 0x06, 0x01, 0x02, 0x03, 0x50, 0x31]
      let octet = chance.below(3) > 0 ? picks[chance.below(picks.count)] : UInt8(chance.below(256))
      rig.server.receive(octet, handler: &rig.handler, now: rig.now)
      _ = written { bytes in
        if case .transmit(let count) = rig.server.next(into: &bytes, handler: &rig.handler, now: rig.now) {
          return count
        }
        return 0
      }
    }
    rig.now += 200_000_000_000
    for _ in 0..<20 {
      rig.now += 2_000_000_000
      _ = written { bytes in
        if case .transmit(let count) = rig.server.next(into: &bytes, handler: &rig.handler, now: rig.now) {
          return count
        }
        return 0
      }
    }
    #expect(rig.server.isInSession == false, "seed \(seed)")
    rig.serverBaud = 300
    rig.client.start(now: rig.now)
    rig.run()
    #expect(rig.events.last == .readoutEnded(isVerified: true), "seed \(seed)")
  }
}
