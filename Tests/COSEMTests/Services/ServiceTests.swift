import Testing

@testable import COSEM

@Suite struct ServiceTests {
  static let clock = AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)

  func decode(_ text: String) throws -> ServiceRequest {
    let octets = hex(text)
    return try ServiceRequest.decode(octets.span.bytes, 0..<octets.count).request
  }

  @Test("Requests of every choice")
  func requests() throws {
    #expect(try decode("C001C100080000010000FF0200") == .get(Self.clock, .none))
    #expect(try decode("C002C100000007") == .getNext(block: 7))
    #expect(
      try decode("C003C1 02 00080000010000FF0200 00080000010000FF0300") == .getList(count: 2, list: 4..<24))
    #expect(
      try decode("C101C1 00080000010000FF0200 1105") == .set(Self.clock, .none, data: 13..<15))
    #expect(try decode("C301C1 00080000010000FF02 01 0F00") == .action(Self.clock, data: 13..<15))
    #expect(try decode("C301C1 00080000010000FF02 00") == .action(Self.clock, data: nil))
    guard
      case .setFirstBlock(let descriptor, .none, let block) = try decode(
        "C102C1 00080000010000FF0200 00 00000001 03 AABBCC")
    else { return #expect(Bool(false)) }
    #expect(descriptor == Self.clock && !block.isLast && block.number == 1 && block.octets.count == 3)
    #expect(throws: CodecError.unsupported) { try decode("C009C100080000010000FF0200") }
    #expect(throws: CodecError.malformed) { try decode("C001C100080000010000FF020000") }
    #expect(throws: CodecError.truncated) { try decode("C001C100080000010000FF02") }
  }

  @Test("Selective access: published range, and written selections come back")
  func selections() throws {
    let range = try decode(
      "C001C1 0007 0100630100FF 02 01 01 0204 0204 120008 09060000010000FF 0F02 120000 090C07EA0201FF00000000000000 090C07EA0201FF171E0000000000 0100"
    )
    guard case .get(let descriptor, .range(let access)) = range else { return #expect(Bool(false)) }
    #expect(descriptor.name == OBIS(1, 0, 99, 1, 0) && access.restricting == Self.clock)
    #expect(access.from == 1_769_904_000 && access.to == 1_769_904_000 + 84_600 && access.columnCount == 0)
    for selection in [
      SelectiveAccess.range(RangeAccess(fromSeconds: 1_700_000_000, toSeconds: 1_800_000_000)),
      .entry(fromEntry: 1, toEntry: 10, fromColumn: 1, toColumn: 0),
    ] {
      let octets = encoded { writer, bytes in
        writer.copy(hex("C001C1").span.bytes, &bytes)
        writer.descriptor(
          AttributeDescriptor(classID: 7, name: OBIS(1, 0, 99, 1, 0), attribute: 2), &bytes)
        selection.write(&writer, &bytes)
      }
      guard case .get(_, let back) = try ServiceRequest.decode(octets.span.bytes, 0..<octets.count).request
      else { return #expect(Bool(false)) }
      switch (selection, back) {
      case (.range(let a), .range(let b)): #expect(a.from == b.from && a.to == b.to && b.columnCount == 0)
      default: #expect(selection == back)
      }
    }
  }

  @Test("Responses")
  func responses() throws {
    func response(_ text: String) throws -> ServiceResponse {
      let octets = hex(text)
      return try ServiceResponse.decode(octets.span.bytes, 0..<octets.count).response
    }
    #expect(try response("C401C1000905AABBCCDDEE") == .data(4..<11))
    #expect(try response("C401C10103") == .refused(.readWriteDenied))
    #expect(
      try response("C402C1000000000100020102")
        == .block(DataBlock(isLast: false, number: 1, octets: 10..<12)))
    #expect(try response("C402C101000000020110") == .blockRefused(number: 2, .noLongGetInProgress))
    #expect(try response("C501C100") == .done(data: nil))
    #expect(try response("C701C100010009020102") == .done(data: 6..<10))
    #expect(try response("D80103") == .exception(state: 1, service: 3))
  }

  @Test func generalBlocks() throws {
    let octets = encoded { writer, bytes in
      GeneralBlock.writeHead(
        isLast: true, isStreaming: false, window: 5, number: 3, acknowledged: 2, count: 2, &writer, &bytes)
      writer.put16(0xAABB, &bytes)
    }
    #expect(octets == hex("E085 0003 0002 02 AABB"))
    let block = try GeneralBlock(octets.span.bytes, 0..<octets.count)
    #expect(block.isLast && !block.isStreaming && block.window == 5 && block.number == 3)
    #expect(block.acknowledged == 2 && block.octets == 7..<9)
  }

  @Test func notification() throws {
    let octets = encoded { writer, bytes in
      DataNotification.writeHead(
        invoke: 7, time: COSEMDateTime(utcSeconds: 1_769_904_000), &writer, &bytes)
      writer.uint8(1, &bytes)
    }
    let back = try DataNotification(octets.span.bytes, 0..<octets.count)
    #expect(back.invoke == 7 && back.time?.utcSeconds == 1_769_904_000 && back.data.count == 2)
  }
}
