import Testing

@testable import DataLink

/// Frames published elsewhere (recomputed with independent code), and the decoder against streams cut in every way.
@Suite struct HDLCFrameTests {
  static let snrm = hex("7EA007032393BF327E")
  static let acknowledge = hex("7EA01E2303737BCF8180120501800601800704000000010804000000 01533B7E")
  static let receiveReady = hex("7EA0070323B1AF307E")
  static let information = hex("7EA019032332DFEBE6E600C001C100080000010000FF0200601A7E")
  /// The frame check sequence contains the flag.
  static let flagInCheck = hex("7EA01B0300023C4752D551E6E700C401C10009060100202000FF7E8C7E")

  @Test func checkSequence() {
    var check = FCS16()
    for octet in "123456789".utf8 { check.update(octet) }
    #expect(check.value == 0x906E)
  }

  @Test("Published frames are written octet for octet")
  func published() {
    let client = HDLCAddress(0x11)
    let server = HDLCAddress(1)
    var parameters = InlineArray<64, UInt8>(repeating: 0)
    var parameterSpan = parameters.mutableSpan
    var parameterBytes = parameterSpan.mutableBytes
    let count = HDLCParameters.standard.write(to: &parameterBytes)
    #expect(
      frame(to: server, from: client, .setNormalResponseMode(isPoll: true), []) == Self.snrm)
    #expect(
      frame(
        to: client, from: server, .unnumberedAcknowledge(isFinal: true),
        (0..<count).map { parameterBytes.octet(at: $0) }) == Self.acknowledge)
    #expect(
      frame(to: server, from: client, .receiveReady(receive: 5, isPoll: true), []) == Self.receiveReady)
    let get = hex("E6E600C001C100080000010000FF0200")
    #expect(
      frame(to: server, from: client, .information(send: 1, receive: 1, isPoll: true), get)
        == Self.information)
  }

  private func frame(
    to destination: HDLCAddress, from source: HDLCAddress, _ control: HDLCControl, _ information: [UInt8]
  ) -> [UInt8] {
    written { bytes in
      HDLCFrame.write(
        destination: destination, source: source, control: control, information: information.span.bytes,
        into: &bytes)
    }
  }

  @Test("Every address length comes back as it was written")
  func addresses() {
    let addresses = [
      HDLCAddress(1), HDLCAddress(0x7F), HDLCAddress(logical: 1, physical: 17),
      HDLCAddress(logical: 1, physical: 8765), HDLCAddress(longLogical: 0x3FFF, physical: 0x3FFF),
      HDLCAddress(longLogical: 1, physical: 1),
    ]
    for address in addresses {
      let octets = frame(to: address, from: HDLCAddress(16), .disconnect(isPoll: true), [1, 2, 3])
      var deframer = HDLCDeframer<256>()
      var found: [HDLCFrame] = []
      for octet in octets {
        deframer.take(octet)
        while let frame = deframer.next() { found.append(frame) }
      }
      #expect(found.map(\.destination) == [address])
      #expect(found.first?.informationCount == 3)
    }
    // Three octets are no address, nor are five: the same frame around another address is one.
    for (address, isOne) in [
      ("03", true), ("0203", true), ("020203", false), ("02020203", true), ("0202020203", false),
    ] {
      let octets = hex(address)
      let frame = HDLCConformanceTests.sealed(
        [0x7E, 0xA0, UInt8(8 + octets.count + 3)] + octets + hex("23 53 0000 010203 0000 7E"),
        headerOctets: 4 + octets.count)
      #expect(frames(in: frame).count == (isOne ? 1 : 0), "\(address)")
    }
  }

  static let streams: [[UInt8]] = [snrm, acknowledge, receiveReady, information, flagInCheck]

  @Test("Whole, octet by octet, glued, sharing flags, after noise: the same frames")
  func verifier() {
    let each = Self.streams.map { frames(in: $0) }
    #expect(each.allSatisfy { $0.count == 1 })
    let expected = each.flatMap { $0 }
    #expect(frames(in: Self.streams.flatMap { $0 }) == expected)
    // One flag closes and opens.
    let shared = Self.streams.reduce(into: [UInt8]()) { $0 += $0.isEmpty ? $1 : Array($1.dropFirst()) }
    #expect(frames(in: shared) == expected)
    #expect(frames(in: hex("00FF7E7E7EA0") + Self.streams.flatMap { $0 }) == expected)
  }

  @Test("A frame cut anywhere never passes, and the next frame is found")
  func truncated() {
    for stream in Self.streams {
      let whole = frames(in: stream)
      // Only the closing flag missing is no damage: the next frame's opening flag closes too.
      for cut in 1..<(stream.count - 1) {
        #expect(frames(in: Array(stream[..<cut])).isEmpty)
        let found = frames(in: Array(stream[..<cut]) + Self.snrm + Self.receiveReady + Self.snrm)
        #expect(found.contains { $0.control == .setNormalResponseMode(isPoll: true) }, "cut at \(cut)")
        #expect(!found.dropLast(2).contains(whole[0]) || stream == Self.snrm || stream == Self.receiveReady)
      }
    }
  }

  @Test("A single wrong bit anywhere never passes")
  func bitErrors() {
    for stream in Self.streams {
      let good = frames(in: stream)[0]
      for index in 1..<(stream.count - 1) {
        for bit in 0..<8 {
          var damaged = stream
          damaged[index] ^= 1 << bit
          #expect(!frames(in: damaged).contains(good))
        }
      }
    }
  }

  @Test("Control octets come back")
  func controls() {
    for octet in UInt8(0)...255 { #expect(HDLCControl(octet).octet == octet) }
  }

  @Test("Parameters: what is missing has its standard value; what is malformed is refused")
  func parameters() {
    #expect(HDLCParameters(RawSpan()) == .standard)
    let long = hex("81801405 0207EE 06 0207EE 07 0400000007 08 0400000007")
    #expect(
      HDLCParameters(long.span.bytes)
        == HDLCParameters(
          maximumInformationTransmit: 2030, maximumInformationReceive: 2030, windowTransmit: 7,
          windowReceive: 7))
    for cut in 1..<long.count { #expect(HDLCParameters(Array(long[..<cut]).span.bytes) == nil) }
    let mine = HDLCParameters(
      maximumInformationTransmit: 512, maximumInformationReceive: 256, windowTransmit: 7, windowReceive: 2)
    let theirs = HDLCParameters(
      maximumInformationTransmit: 2030, maximumInformationReceive: 300, windowTransmit: 1, windowReceive: 4)
    #expect(
      mine.agreed(with: theirs)
        == HDLCParameters(
          maximumInformationTransmit: 300, maximumInformationReceive: 256, windowTransmit: 4,
          windowReceive: 1))
  }
}

/// The frames that a deframer finds when octets come one by one.
func frames(in octets: [UInt8]) -> [HDLCFrame] {
  var deframer = HDLCDeframer<2100>()
  var found: [HDLCFrame] = []
  for octet in octets {
    deframer.take(octet)
    while let frame = deframer.next() { found.append(frame) }
  }
  return found
}
