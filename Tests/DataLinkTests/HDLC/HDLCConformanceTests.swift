import Testing

@testable import DataLink

/// The public names of the conformance test plans, run against the server with hand-made frames.
@Suite struct HDLCConformanceTests {
  static let client = HDLCAddress(17)
  static let server = HDLCAddress(1)

  static func frame(
    _ control: HDLCControl, _ information: [UInt8] = [], to destination: HDLCAddress = server,
    from source: HDLCAddress = client, isSegmented: Bool = false
  ) -> [UInt8] {
    written { bytes in
      HDLCFrame.write(
        destination: destination, source: source, control: control, isSegmented: isSegmented,
        information: information.span.bytes, into: &bytes)
    }
  }

  static let snrm = frame(.setNormalResponseMode(isPoll: true))
  static let aarq = hex("E6E600601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0")

  static func connected(_ limits: HDLCParameters = .standard) -> LinkRig {
    var rig = LinkRig(client: .standard, server: limits)
    _ = rig.inject(snrm)
    return rig
  }

  func control(_ answers: [[UInt8]]) -> HDLCControl? {
    answers.count == 1 ? frames(in: answers[0]).first?.control : nil
  }

  @Test("HDLC_FRAME_badFrames") func hdlcFRAMEBadframes() {
    var rig = Self.connected()
    let request = Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)
    // Missing flags, too short, bad format type, wrong length; the check sequences are right for all of them.
    #expect(rig.inject(Array(request.dropFirst().dropLast())).isEmpty)
    rig.now += 1_000_000_000
    #expect(rig.inject(hex("7EA0057E7E")).isEmpty)
    #expect(rig.inject(Self.sealed(Self.changed(request, at: 1, to: 0x90))).isEmpty)
    #expect(rig.inject(Self.sealed(Self.changed(request, at: 2, to: request[2] - 1))).isEmpty)
    // The link works afterwards.
    rig.now += 1_000_000_000
    #expect(control(rig.inject(request)) == .information(send: 0, receive: 1, isPoll: true))
    #expect(rig.handler.requests.count == 1)
  }

  @Test("HDLC_ADDRESS_unknownAllAndNoStation") func hdlcADDRESSUnknownallandnostation() {
    var rig = LinkRig(client: .standard, server: .standard)
    for address in [
      HDLCAddress(2), HDLCAddress(0x7F), HDLCAddress(0), HDLCAddress(logical: 1, physical: 99),
      HDLCAddress(longLogical: 0x3FFF, physical: 0x3FFF),
    ] {
      #expect(rig.inject(Self.frame(.setNormalResponseMode(isPoll: true), to: address)).isEmpty)
    }
    // A source of no station.
    #expect(
      rig.inject(Self.frame(.setNormalResponseMode(isPoll: true), from: HDLCAddress(0))).isEmpty)
  }

  @Test("HDLC_ADDRESS_N7_threeOctets") func hdlcADDRESSN7Threeoctets() {
    var rig = LinkRig(client: .standard, server: .standard)
    var octets = hex("A0090202032393")
    var check = FCS16()
    for octet in octets { check.update(octet) }
    octets += [UInt8(check.value & 255), UInt8(check.value >> 8)]
    #expect(rig.inject([0x7E] + octets + [0x7E]).isEmpty)
  }

  @Test("HDLC_unknownCommand") func hdlcUnknowncommand() {
    var rig = Self.connected()
    let answer = rig.inject(Self.frame(.unknown(0xBF)))
    #expect(control(answer) == .frameReject(isFinal: true))
  }

  @Test("HDLC_wrongReceiveNumber") func hdlcWrongreceivenumber() {
    var rig = Self.connected()
    let answer = rig.inject(Self.frame(.information(send: 0, receive: 5, isPoll: true), Self.aarq))
    #expect(control(answer) == .frameReject(isFinal: true))
    #expect(rig.handler.requests.isEmpty)
  }

  @Test("HDLC_wrongSendNumber") func hdlcWrongsendnumber() {
    var rig = Self.connected()
    let answer = rig.inject(Self.frame(.information(send: 3, receive: 0, isPoll: true), Self.aarq))
    #expect(control(answer) == .receiveReady(receive: 0, isPoll: true))
    #expect(rig.handler.requests.isEmpty)
  }

  @Test("HDLC_tooLongInformation") func hdlcToolonginformation() {
    var rig = Self.connected()
    let long = [UInt8](repeating: 0x55, count: 129)
    let answer = rig.inject(Self.frame(.information(send: 0, receive: 0, isPoll: true), long))
    #expect(control(answer) == .frameReject(isFinal: true))
  }

  @Test("HDLC_frameTooLong") func hdlcFrametoolong() {
    // A whole, good frame that is longer than the server's buffer is none; the link stays.
    var server = HDLCServer<64, 256>(HDLCServerConfiguration(physicalAddress: 17, limits: .standard))
    var handler = EchoHandler()
    func answer(to octets: [UInt8]) -> HDLCControl? {
      server.receive(octets.span.bytes, handler: &handler, now: 0)
      return frames(in: written { server.transmit(into: &$0) }).first?.control
    }
    #expect(answer(to: Self.snrm) == .unnumberedAcknowledge(isFinal: true))
    let long = Self.frame(
      .information(send: 0, receive: 0, isPoll: true), [0xE6, 0xE6, 0] + [UInt8](repeating: 0x11, count: 70))
    #expect(answer(to: long) == nil)
    #expect(handler.requests.isEmpty && server.damagedFrames == 1)
    #expect(
      answer(to: Self.frame(.receiveReady(receive: 0, isPoll: true)))
        == .receiveReady(receive: 0, isPoll: true))
  }

  @Test("HDLC_2_negotiation") func hdlc2Negotiation() {
    let limits = HDLCParameters.both(2030, window: 7)
    var rig = LinkRig(client: .standard, server: limits)
    #expect(control(rig.inject(Self.snrm)) == .unnumberedAcknowledge(isFinal: true))
    #expect(rig.server.parameters == .standard)
    _ = rig.inject(Self.frame(.setNormalResponseMode(isPoll: true), hex("818006050180060180")))
    #expect(rig.server.parameters == .standard)
    let window2 = hex("81800C070400000002080400000002")
    _ = rig.inject(Self.frame(.setNormalResponseMode(isPoll: true), window2))
    #expect(rig.server.parameters == .both(128, window: 2))
  }

  @Test("HDLC_NDM2NRM_P1_information2030") func hdlcNDM2NRMP1Information2030() {
    var rig = LinkRig(client: .standard, server: .both(2030, window: 7))
    let field = hex("8180080502 07EE 0602 07EE")
    #expect(
      control(rig.inject(Self.frame(.setNormalResponseMode(isPoll: true), field)))
        == .unnumberedAcknowledge(isFinal: true))
    #expect(rig.server.parameters == .both(2030, window: 1))
    let long = [0xE6, 0xE6, 0x00] + [UInt8](repeating: 0x11, count: 2027)
    #expect(
      control(rig.inject(Self.frame(.information(send: 0, receive: 0, isPoll: true), long)))
        == .information(send: 0, receive: 1, isPoll: true))
  }

  @Test("HDLC_NDM2NRM_P2_window4") func hdlcNDM2NRMP2Window4() {
    var rig = LinkRig(client: .standard, server: .both(2030, window: 7))
    _ = rig.inject(
      Self.frame(.setNormalResponseMode(isPoll: true), hex("81800C070400000004080400000004")))
    #expect(rig.server.parameters == .both(128, window: 4))
    rig.handler.answerCount = { _ in 1000 }
    let answers = rig.inject(Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq))
    let controls = answers.map { frames(in: $0)[0].control }
    #expect(
      controls
        == (0..<4).map { .information(send: UInt8($0), receive: 1, isPoll: $0 == 3) })
    // Frame 1 was lost: everything from it on comes again.
    let again = rig.inject(Self.frame(.receiveReady(receive: 1, isPoll: true)))
    #expect(
      again.map { frames(in: $0)[0].control }
        == (1..<5).map { .information(send: UInt8($0), receive: 1, isPoll: $0 == 4) })
    #expect(Array(again.prefix(2)) == Array(answers[1...2]))
  }

  @Test("T_HDLC_FRAME_P1_normalResponseMode") func tHDLCFRAMEP1Normalresponsemode() {
    var rig = LinkRig(client: .standard, server: .standard)
    #expect(control(rig.inject(Self.snrm)) == .unnumberedAcknowledge(isFinal: true))
    #expect(
      control(rig.inject(Self.frame(.receiveReady(receive: 0, isPoll: true))))
        == .receiveReady(receive: 0, isPoll: true))
  }

  @Test("T_HDLC_FRAME_P2_checkOctetMissing") func tHDLCFRAMEP2Checkoctetmissing() {
    var rig = Self.connected()
    let request = Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)
    var short = request
    short.remove(at: short.count - 2)
    #expect(rig.inject(short).isEmpty)
    #expect(rig.inject(request).count == 1)
  }

  @Test("T_HDLC_FRAME_P3_inactivity") func tHDLCFRAMEP3Inactivity() {
    var rig = LinkRig(client: .standard, server: .standard, inactivityNanoseconds: 30_000_000_000)
    _ = rig.inject(Self.snrm)
    rig.now = 29_000_000_000
    rig.server.advance(handler: &rig.handler, now: rig.now)
    #expect(
      control(rig.inject(Self.frame(.receiveReady(receive: 0, isPoll: true))))
        == .receiveReady(receive: 0, isPoll: true))
    rig.now += 31_000_000_000
    rig.server.advance(handler: &rig.handler, now: rig.now)
    #expect(rig.server.client == nil && rig.handler.ended == 1)
    #expect(
      control(rig.inject(Self.frame(.receiveReady(receive: 0, isPoll: true))))
        == .disconnectedMode(isFinal: true))
  }

  static let damages: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
    ("N1 no flag", { f in Array(f.dropFirst().dropLast()) }),
    ("N2 format type", { f in sealed(changed(f, at: 1, to: 0x20)) }),
    // Good up to the end that its length tells; but no flag stands there.
    (
      "N3 length too small",
      { f in
        sealed(changed(f.dropLast(6) + [0, 0, 0x7E], at: 2, to: f[2] - 3)).dropLast() + [
          0x55, 0x55, 0x55, 0x7E,
        ]
      }
    ),
    ("N4 length too large", { f in sealed(changed(f, at: 2, to: f[2] + 3)) }),
    // The first address ends in its fifth octet, then all is as it should be.
    (
      "N5 destination not ended",
      { f in
        sealed([0x7E, f[1], f[2] + 4, 0, 0, 0, 2, 3] + f[4...], headerOctets: 9)
      }
    ),
    ("N7 header check", { f in changed(f, at: 6, to: f[6] ^ 0xFF) }),
    ("N8 frame check", { f in changed(f, at: f.count - 2, to: f[f.count - 2] ^ 1) }),
  ]

  @Test(
    "T_HDLC_FRAME_N1 to N8, then DISC and DM",
    arguments: damages)
  func frameNegative(_ name: String, _ damage: @Sendable ([UInt8]) -> [UInt8]) {
    var rig = Self.connected()
    let request = Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)
    #expect(rig.inject(damage(request)).isEmpty, "\(name)")
    // Without a flag there is no frame, and what is too short goes on waiting; the others were judged.
    #expect((rig.server.damagedFrames > 0) == !["N1", "N4"].contains { name.hasPrefix($0) }, "\(name)")
    rig.now += 1_000_000_000
    // Then DISC is acknowledged, and a second DISC finds no link.
    #expect(
      control(rig.inject(Self.frame(.disconnect(isPoll: true)))) == .unnumberedAcknowledge(isFinal: true))
    #expect(control(rig.inject(Self.frame(.disconnect(isPoll: true)))) == .disconnectedMode(isFinal: true))
    #expect(rig.handler.requests.isEmpty)
  }

  /// A frame with the check sequences that its octets ask for; one-octet addresses unless `headerOctets` says more.
  static func sealed(_ octets: [UInt8], headerOctets: Int = 5) -> [UInt8] {
    func check(_ octets: [UInt8], _ end: Int) -> [UInt8] {
      var check = FCS16()
      for octet in octets[1..<end] { check.update(octet) }
      return [UInt8(truncatingIfNeeded: check.value), UInt8(truncatingIfNeeded: check.value >> 8)]
    }
    var octets = octets
    octets.replaceSubrange((1 + headerOctets)..<(3 + headerOctets), with: check(octets, 1 + headerOctets))
    octets.replaceSubrange((octets.count - 3)..<(octets.count - 1), with: check(octets, octets.count - 3))
    return octets
  }

  static func changed(_ octets: [UInt8], at index: Int, to value: UInt8) -> [UInt8] {
    var octets = octets
    octets[index] = value
    return octets
  }

  @Test("T_HDLC_INFO_P1_whole") func tHDLCINFOP1Whole() {
    var rig = Self.connected()
    #expect(rig.inject(Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)).count == 1)
    #expect(rig.handler.requests == [Array(Self.aarq.dropFirst(3))])
  }

  @Test("T_HDLC_INFO_P1_segmented") func tHDLCINFOP1Segmented() {
    var rig = Self.connected()
    #expect(
      control(
        rig.inject(
          Self.frame(
            .information(send: 0, receive: 0, isPoll: true), Array(Self.aarq[..<12]), isSegmented: true)))
        == .receiveReady(receive: 1, isPoll: true))
    #expect(
      control(
        rig.inject(Self.frame(.information(send: 1, receive: 0, isPoll: true), Array(Self.aarq[12...]))))
        == .information(send: 0, receive: 2, isPoll: true))
    #expect(rig.handler.requests == [Array(Self.aarq.dropFirst(3))])
  }

  @Test("A duplicate request is answered again and executed once")
  func duplicateRequest() {
    var rig = Self.connected()
    let request = Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)
    let first = rig.inject(request)
    #expect(rig.inject(request) == first)
    #expect(rig.handler.requests.count == 1)
  }

  @Test("A frame whose octets pause is given up, and the next one is taken")
  func interOctetPause() {
    var rig = Self.connected()
    let request = Self.frame(.information(send: 0, receive: 0, isPoll: true), Self.aarq)
    #expect(rig.inject(Array(request.prefix(14))).isEmpty)
    rig.now += 300_000_000
    // Shorter than what the broken frame still lacks: only its end by time makes room for this one.
    #expect(
      control(rig.inject(Self.frame(.receiveReady(receive: 0, isPoll: true))))
        == .receiveReady(receive: 0, isPoll: true))
  }
}
