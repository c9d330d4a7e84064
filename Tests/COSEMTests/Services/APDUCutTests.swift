import Testing

@testable import COSEM

/// Good APDUs of every form, cut at every octet: none is refused whole, none is taken in part.
@Suite struct APDUCutTests {
  enum Decoder: Sendable { case request, response, generalBlock, notification, data }

  static let requests = [
    "C001C1 00080000010000FF02 00",
    "C001C1 00070100630100FF02 01 01 0204 0204 120008 09060000010000FF 0F02 120000 090C07EA0201FF00000000000000 090C07EA0201FF171E0000000000 0100",
    "C001C1 00070100630100FF02 01 02 0204 0600000001 060000000A 120001 120000", "C002C1 00000007",
    "C003C1 02 00080000010000FF0200 00080000010000FF0300", "C101C1 00080000010000FF0200 0202 1105 0903AABBCC",
    "C102C1 00080000010000FF02 00 00 00000001 03 AABBCC", "C103C1 01 00000002 02 DDEE",
    "C104C1 02 00080000010000FF0200 00080000010000FF0300 02 1105 120006",
    "C105C1 01 00080000010000FF0200 00 00000001 02 AABB", "C301C1 00080000010000FF02 01 0F00",
    "C301C1 00080000010000FF02 00", "C302C1 00000003",
    "C303C1 02 00080000010000FF02 00080000010000FF03 02 0F00 00",
    "C304C1 00080000010000FF02 00 00000001 02 AABB", "C306C1 01 00000002 01 CC",
  ]

  /// Results of lists are walked as a client walks them.
  static let responses = [
    "C401C1 00 0905AABBCCDDEE", "C401C1 00 0202 1101 0102 120002 00", "C401C1 01 03",
    "C402C1 00 00000001 00 02 0102", "C402C1 01 00000002 01 10", "C403C1 02 00 1105 01 04", "C501C1 00",
    "C502C1 00000001", "C503C1 00 00000002", "C505C1 03 00 03 00", "C701C1 00 01 00 09020102",
    "C703C1 02 00 00 00 01 00 1105", "D80103",
  ]

  static let table: [(String, Decoder)] =
    requests.map { ($0, .request) } + responses.map { ($0, .response) }
    + [
      ("E0C5 0003 0002 03 AABBCC", .generalBlock), ("E080 0001 0000 00", .generalBlock),
      ("0F 00000007 00 0202 1101 1202BC", .notification),
      ("0F 40000007 0C 07EA0201FF00000000000000 1105", .notification),
      ("0203 0101 06FFFFFFFF 0A024142 13 0202 0911 09 02AABB01 03CCDDEE02", .data),
    ]

  /// True where the octets are one whole APDU.
  static func isTaken(_ octets: [UInt8], _ decoder: Decoder) -> Bool {
    let bytes = octets.span.bytes
    let range = 0..<octets.count
    do {
      switch decoder {
      case .request: _ = try ServiceRequest.decode(bytes, range)
      case .generalBlock: _ = try GeneralBlock(bytes, range)
      case .notification: _ = try DataNotification(bytes, range)
      case .data:
        var reader = OctetReader(bytes)
        _ = try reader.skip(bytes)
        return reader.isAtEnd
      case .response: return try isWhole(try ServiceResponse.decode(bytes, range).response, bytes)
      }
      return true
    } catch {
      return false
    }
  }

  private static func isWhole(_ response: ServiceResponse, _ bytes: RawSpan) throws(CodecError) -> Bool {
    switch response {
    case .dataList(let count, let list):
      var reader = OctetReader(list)
      for _ in 0..<count { try passResult(&reader, bytes) }
      return reader.isAtEnd
    case .resultList(let count, let list):
      var reader = OctetReader(list)
      for _ in 0..<count {
        _ = try reader.uint8(bytes)
        guard bytes.unsafeLoad(as: UInt8.self) == 0xC7 else { continue }
        if try reader.uint8(bytes) == 1 { try passResult(&reader, bytes) }
      }
      return reader.isAtEnd
    default: return true
    }
  }

  private static func passResult(_ reader: inout OctetReader, _ bytes: RawSpan) throws(CodecError) {
    if try reader.uint8(bytes) == 0 { try reader.skip(bytes) } else { _ = try reader.uint8(bytes) }
  }

  @Test("Whole, then cut at every octet", arguments: table)
  func cuts(_ text: String, _ decoder: Decoder) {
    let octets = hex(text)
    #expect(Self.isTaken(octets, decoder))
    for cut in 0..<octets.count where !Self.isWholeToo(octets, cut) {
      #expect(!Self.isTaken(Array(octets[..<cut]), decoder), "cut at \(cut)")
    }
  }

  /// An ACTION's answer without data and without the octet that says so is one as some meters send it.
  static func isWholeToo(_ octets: [UInt8], _ cut: Int) -> Bool { cut == 4 && octets[..<2] == [0xC7, 0x01] }

  @Test("With the next one glued to it, a request, a block or a notification is refused", arguments: table)
  func glued(_ text: String, _ decoder: Decoder) {
    let octets = hex(text)
    // Octets behind a response are the client's to judge.
    guard decoder != .response else { return }
    #expect(!Self.isTaken(octets + octets, decoder))
  }
}
