@testable import DataLink

extension DecoderStream {
  private static func characters(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// Sign-on, programming mode, a password and a read; after each the meter speaks.
  static let flagServer = DecoderStream(
    description: "IEC 62056-21, server",
    turns: [
      [characters("/?!\r\n")], [characters("\u{6}051\r\n")],
      [hex("01 50 31 02 28") + characters("secret1") + hex("29 03 46")],
      [hex("01 52 31 02") + characters("1.8.0()") + hex("03 5A")], [hex("01 42 30 03 71")],
    ],
    expected: [
      "2F" + digits("SWM5METER/1\r\n".utf8), "baud 9600", "01503002282903" + "60", "06",
      "02" + digits("(001234.5*kWh)".utf8) + "0363", "baud 300",
    ],
    run: { turns in
      var rig = FlagRig(.programming, mode: .c)
      var events: [String] = []
      for turn in turns {
        for piece in turn {
          for octet in piece { rig.server.receive(octet, handler: &rig.handler, now: rig.now) }
          // The meter speaks after its reaction time; before that the next piece comes.
          events += rig.speaking()
        }
        rig.now += 400_000_000
        events += rig.speaking()
      }
      return events
    })

  /// Identification, then a readout in lines.
  static let flagClient = DecoderStream(
    description: "IEC 62056-21, client",
    turns: [
      [characters("/SWM5METER/1\r\n")],
      [
        [2], characters("0.0.0(12345678)\r\n"), characters("1.8.0(1.5*kWh)\r\n"), characters("!\r\n"),
        [3, 0x70],
      ],
    ],
    expected: [
      "2F3F210D0A", "identified /SWM5METER/1", "063035300D0A", "baud 9600", "line 0.0.0(12345678)",
      "line 1.8.0(1.5*kWh)", "readoutEnded(isVerified: true)", "06",
    ],
    run: { turns in
      var client = FlagClient<128>(FlagClientConfiguration(purpose: .readout))
      var now: Int64 = 0
      var events: [String] = []
      func speak() {
        for _ in 0..<6 {
          let octets = written { bytes in
            switch client.next(into: &bytes, now: now) {
            case .transmit(let count): return count
            case .speed(let baud, _): events.append("baud \(baud)")
            default: break
            }
            return 0
          }
          if !octets.isEmpty { events.append(digits(octets)) }
          now += 100_000_000
        }
      }
      client.start(now: now)
      speak()
      for turn in turns {
        for piece in turn {
          for octet in piece {
            client.receive(octet, now: now)
            guard let event = client.takeEvent() else { continue }
            let line = client.withLine { text($0) }
            events.append(event == .identified || event == .line ? "\(event) \(line)" : "\(event)")
          }
        }
        speak()
      }
      return events
    })
}

extension FlagRig {
  /// What the server sends and does at this time.
  mutating func speaking() -> [String] {
    var events: [String] = []
    for _ in 0..<4 {
      let octets = written { bytes in
        switch server.next(into: &bytes, handler: &handler, now: now) {
        case .transmit(let count): return count
        case .speed(let baud, _):
          events.append("baud \(baud)")
          now += 400_000_000
        default: break
        }
        return 0
      }
      if !octets.isEmpty { events.append(digits(octets)) }
    }
    return events
  }
}
