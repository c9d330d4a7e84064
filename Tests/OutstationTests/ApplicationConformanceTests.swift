import COSEM
import Outstation
import Testing

@testable import OutstationService

/// The public names of the application layer's conformance test plan.
@Suite struct ApplicationConformanceTests {
  static let plain = "601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0"

  /// Result and diagnostic of an AARQ with one text replaced.
  func open(_ old: String, _ new: String) -> [UInt8] {
    var rig = OutstationRig()
    rig.client = 16
    let answer = rig.send(Self.plain.replacing(old, with: new))
    guard let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count) else { return answer }
    return [response.result.rawValue, response.diagnostic]
  }

  /// The user information of the answer to an AARQ with one text replaced.
  func userInformation(_ old: String, _ new: String) -> [UInt8] {
    var rig = OutstationRig()
    rig.client = 16
    let answer = rig.send(Self.plain.replacing(old, with: new))
    let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count)
    return response?.userInformation.map { Array(answer[$0]) } ?? []
  }

  /// Result and diagnostic of an AARQ with one more field before its user information.
  func open(with field: String) -> [UInt8] {
    let octets = hex(field)
    var request = hex(Self.plain)
    request.insert(contentsOf: octets, at: 13)
    request[1] += UInt8(octets.count)
    var rig = OutstationRig()
    rig.client = 16
    let answer = rig.send(request)
    guard let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count) else { return answer }
    return [response.result.rawValue, response.diagnostic]
  }

  @Test("T_APPL_IDLE_N1: a GET before the association") func idle() {
    var rig = OutstationRig()
    #expect(rig.send("C001C100080000010000FF0200") == hex("D80101"))
  }
  @Test("T_APPL_OPEN_1: accepted") func open1() { #expect(open("A1", "A1") == [0, 0]) }
  @Test("T_APPL_OPEN_4: protocol version") func open4() {
    #expect(open("601DA1", "6021 80020640 A1") == [1, 0x82])
    #expect(open("601DA1", "6021 80020780 A1") == [0, 0])
  }
  @Test("T_APPL_OPEN_5: unknown context; short names refused") func open5() {
    #expect(open("857405080101", "857405080109") == [1, 2])
    #expect(open("857405080101", "857405080102") == [1, 2])
  }
  @Test("T_APPL_OPEN_6: titles, qualifiers and invocation identifiers are passed over") func open6() {
    // Called title, called and calling identifiers, calling title, each before the user information.
    for field in [
      "A2030401 55", "A4030201 01", "A5030201 02", "A60A0408 4D4D4D0000000001", "A8030201 05", "A9030201 07",
    ] {
      #expect(open(with: field) == [0, 0], "\(field)")
    }
    // A calling title of another length than eight octets is none.
    #expect(open(with: "A6050403 4D4D4D") == [1, 3])
  }
  @Test("T_APPL_OPEN_7: a mechanism that is none; wrong and missing secrets") func open7() {
    var rig = OutstationRig()
    rig.client = 17
    let low =
      "6036A1090607608574050801018A0207808B0760857405080201AC0A80086C6576656C312020BE10040E01000000065F1F0400007E1F04B0"
    let answer = rig.send(low.replacing("8B0760857405080201", with: "8B0760857405080209"))
    #expect((try? AssociationResponse(answer.span.bytes, 0..<answer.count))?.diagnostic == 11)
    let wrong = rig.send(low)
    #expect((try? AssociationResponse(wrong.span.bytes, 0..<wrong.count))?.diagnostic == 13)
    #expect(rig.associate("", client: 17) == 12)
  }
  @Test("T_APPL_OPEN_9: a dedicated key without ciphering is passed over") func open9() {
    #expect(
      open(
        "601DA109060760857405080101BE10040E0100",
        "602EA109060760857405080101BE21041F010110000102030405060708090A0B0C0D0E0F") == [0, 0])
  }
  @Test("T_APPL_OPEN_11: quality of service is passed over") func open11() {
    #expect(
      open("601DA109060760857405080101BE10040E01000000", "601EA109060760857405080101BE11040F0100000105") == [
        0, 0,
      ])
  }
  @Test("T_APPL_OPEN_12: DLMS version 5 is refused, 7 is served as 6") func open12() {
    #expect(open("00065F1F", "00055F1F") == [1, 1])
    #expect(userInformation("00065F1F", "00055F1F") == hex("0E 01 06 01"))
    #expect(open("00065F1F", "00075F1F") == [0, 0])
  }
  @Test("APPL_OPEN_13: a conformance without GET is refused; the answer names what both can do") func open13()
  {
    #expect(open("00007E1F", "00000000") == [1, 1])
    #expect(userInformation("00007E1F", "00000000") == hex("0E 01 06 02"))
    var rig = OutstationRig()
    rig.client = 16
    let answer = rig.send(Self.plain)
    // Proposed 00 7E 1F; block transfer with SET and the like that nobody proposed are not in the answer.
    let proposed = Conformance(rawValue: 0x007E1F)
    let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count)
    let agreed = response?.userInformation.flatMap { try? InitiateResponse(answer.span.bytes, $0) }?
      .conformance
    #expect(agreed.map { proposed.isSuperset(of: $0) && $0.contains(.get) } == true)
  }
  @Test("T_APPL_OPEN_14: a PDU size that nothing fits into") func open14() {
    #expect(open("7E1F04B0", "7E1F000B") == [1, 1])
    #expect(userInformation("7E1F04B0", "7E1F000B") == hex("0E 01 06 03"))
    #expect(open("7E1F04B0", "7E1F0000") == [0, 0])
  }
  @Test("T_APPL_DATA_LN_N1: unknown tag; N3: missing elements; N4: unsupported service") func data() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17)
    #expect(rig.send("FF01C1") == hex("D80202"))
    #expect(rig.send("C001C1000800") == hex("D80103"))
    #expect(rig.send("D901C1") == hex("D80202"))
    #expect(rig.send("C009C1") == hex("D80202"))
    // The association goes on.
    #expect(rig.send("C001C100080000010000FF0100") == hex("C401C10009060000010000FF"))
  }
  @Test("T_APPL_REL_P1: release, then nothing is served") func release() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17)
    #expect(rig.send("6203800100") == hex("6303800100"))
    #expect(rig.send("C001C100080000010000FF0200") == hex("D80101"))
    #expect(rig.send("6203800100") == hex("D80101"))
  }
  @Test("Associated partners, service access points and the logical device name can be read")
  func mandatoryObjects() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17)
    #expect(rig.send("C001C1 000F 0000280000FF 03 00") == hex("C401C100 0202 0F11 120001"))
    let points = rig.send("C001C1 0011 0000290000FF 02 00")
    #expect(Array(points.prefix(11)) == hex("C401C100 0101 0202 120001"))
    let name = rig.send("C001C1 0001 00002A0000FF 02 00")
    #expect(Array(name.prefix(4)) == hex("C401C100") && Array(points.suffix(16)) == Array(name.suffix(16)))
    // Association: context, information, mechanism, status; its secret is nobody's to read.
    #expect(Array(rig.send("C001C1 000F 0000280000FF 07 00").prefix(4)) == hex("C401C101"))
    for attribute in [4, 5, 6, 8] {
      let answer = rig.send(hex("C001C1 000F 0000280000FF") + [UInt8(attribute), 0])
      #expect(Array(answer.prefix(4)) == hex("C401C100"), "\(attribute)")
    }
    #expect(rig.send("C001C1 000F 0000280000FF 08 00") == hex("C401C100 1602"))
  }
  @Test("Objects: unknown, wrong class, wrong attribute; blocks out of order") func objects() {
    var rig = OutstationRig()
    _ = rig.associate("level1", client: 17, initiate: "01000000065F1F040000FFFF0080")
    #expect(rig.send("C001C100080000090900FF0200") == hex("C401C10104"))
    #expect(rig.send("C001C100030000010000FF0200") == hex("C401C10109"))
    #expect(rig.send("C001C100080000010000FF6300") == hex("C401C10104"))
    #expect(rig.send("C002C100000001") == hex("C402C101000000010110"))
    #expect(Array(rig.send("C001C100070100630100FF0200").prefix(9)) == hex("C402C10000000001 00"))
    #expect(rig.send("C002C100000005") == hex("C402C101000000050113"))
  }
  @Test("Random requests: an answer or none, never a trap", arguments: UInt64(1)...6) func random(
    seed: UInt64
  ) {
    var rig = OutstationRig()
    var chance = Chance(seed: seed)
    let seeds = [
      Self.plain,
      "C001C100070100630100FF0201010204020412000809060000010000FF0F021200000600000000060000000001 00",
      "C003C10200080000010000FF020000080000010000FF0300", AccessTests.setClock,
      "E081000100000EC001C100080000010000FF0200",
      "C102C1 00080000010000FF0200 00 00000001 03 AABBCC", "C301C1 000F0000280000FF 01 01 0900",
    ].map { hex($0) }
    for round in 0..<6000 {
      if round % 50 == 0 { _ = rig.associate("level3", client: 19) }
      var octets = seeds[chance.below(seeds.count)]
      for _ in 0..<chance.below(4) { octets[chance.below(octets.count)] = UInt8(chance.below(256)) }
      if chance.below(5) == 0 { octets = Array(octets.prefix(1 + chance.below(octets.count))) }
      #expect(rig.send(octets).count <= 2048)
      rig.client = 19
    }
    #expect(
      rig.associate("level1", client: 17) == 0 || rig.outstation.isSlowed(isRemote: false, now: rig.now))
  }
}
