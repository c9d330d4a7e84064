import Foundation
import Testing

@testable import COSEM

@Suite struct DataTests {
  @Test("Types that are seldom used are written and read; skip passes over them")
  func rareTypes() throws {
    let text: [UInt8] = [0xC3, 0xA4]
    let time = COSEMDateTime(utcSeconds: 1_769_904_000)
    let octets = encoded { writer, bytes in
      writer.structure(9, &bytes)
      writer.bitString(text.span.bytes, bits: 12, &bytes)
      writer.utf8String(text.span.bytes, &bytes)
      writer.bcd(0x42, &bytes)
      writer.float32(-1.5, &bytes)
      writer.float64(0.1, &bytes)
      writer.taggedDateTime(time, &bytes)
      writer.date(time, &bytes)
      writer.time(time, &bytes)
      writer.dontCare(&bytes)
    }
    // The contents of a date and a time together are those of a date and time up to the deviation.
    #expect(
      octets
        == hex(
          "0209 040CC3A4 0C02C3A4 0D42 17BFC00000 183FB999999999999A 1907EA02010700000000000000 1A07EA020107 1B00000000 FF"
        ))
    var reader = OctetReader(octets.span.bytes)
    #expect(try reader.value(octets.span.bytes) == .structure(count: 9))
    var values: [DataValue] = []
    while !reader.isAtEnd { values.append(try reader.value(octets.span.bytes)) }
    #expect(
      values == [
        .bitString(bits: 12, octets: 4..<6), .utf8String(8..<10), .bcd(0x42),
        .float32(bits: Float(-1.5).bitPattern), .float64(bits: 0.1.bitPattern), .dateTime(27..<39),
        .date(40..<45),
        .time(46..<50), .dontCare,
      ])
    var skipper = OctetReader(octets.span.bytes)
    #expect(try skipper.skip(octets.span.bytes) == 0..<octets.count)
    for cut in 0..<octets.count {
      var cutReader = OctetReader(0..<cut)
      #expect(throws: CodecError.self) { try cutReader.skip(octets.span.bytes) }
    }
  }

  @Test("Every common type is written and read; skip passes over it")
  func types() throws {
    let text: [UInt8] = [1, 2, 3]
    let octets = encoded { writer, bytes in
      writer.structure(14, &bytes)
      writer.null(&bytes)
      writer.boolean(true, &bytes)
      writer.bitString(0xA8, bits: 5, &bytes)
      writer.int32(-5, &bytes)
      writer.uint32(0xFFFF_FFFF, &bytes)
      writer.octetString(text.span.bytes, &bytes)
      writer.visibleString(text.span.bytes, &bytes)
      writer.int8(-1, &bytes)
      writer.int16(-2, &bytes)
      writer.uint8(250, &bytes)
      writer.uint16(65535, &bytes)
      writer.int64(.min, &bytes)
      writer.uint64(.max, &bytes)
      writer.enumeration(30, &bytes)
    }
    var reader = OctetReader(octets.span.bytes)
    #expect(try reader.value(octets.span.bytes) == .structure(count: 14))
    var values: [DataValue] = []
    while !reader.isAtEnd { values.append(try reader.value(octets.span.bytes)) }
    #expect(
      values == [
        .null, .boolean(true), .bitString(bits: 5, octets: 7..<8), .int32(-5), .uint32(0xFFFF_FFFF),
        .octetString(20..<23), .visibleString(25..<28), .int8(-1), .int16(-2), .uint8(250), .uint16(65535),
        .int64(.min), .uint64(.max), .enumeration(30),
      ])
    var skipper = OctetReader(octets.span.bytes)
    #expect(try skipper.skip(octets.span.bytes) == 0..<octets.count)
    for cut in 0..<octets.count {
      var cutReader = OctetReader(0..<cut)
      #expect(throws: CodecError.self) { try cutReader.skip(octets.span.bytes) }
    }
  }

  @Test("Lengths of every size")
  func lengths() throws {
    for (count, literal) in [
      (0, "00"), (1, "01"), (127, "7F"), (128, "8180"), (255, "81FF"), (256, "820100"), (65535, "82FFFF"),
      (65536, "8400010000"), (1_000_000, "84000F4240"),
    ] {
      let octets = encoded { writer, bytes in writer.length(count, &bytes) }
      #expect(octets == hex(literal))
      #expect(octets.count == OctetWriter.lengthOctets(count))
      var reader = OctetReader(octets.span.bytes)
      #expect(try reader.length(octets.span.bytes) == count)
    }
  }

  @Test(
    "A count that cannot be true is refused before anything is read",
    arguments: ["0184FFFFFFFF", "0205", "0184000100000000"])
  func impossibleCounts(_ text: String) {
    let octets = hex(text)
    var reader = OctetReader(octets.span.bytes)
    #expect(throws: CodecError.self) { try reader.skip(octets.span.bytes) }
  }

  @Test("Random octets: an error or a value, never a trap", arguments: UInt64(1)...8)
  func random(seed: UInt64) {
    var chance = Chance(seed: seed)
    let tags = DataTag.allCases.map(\.rawValue)
    for _ in 0..<20_000 {
      let octets = (0..<(1 + chance.below(40))).map { _ in
        chance.below(2) == 0 ? tags[chance.below(tags.count)] : UInt8(chance.below(256))
      }
      var reader = OctetReader(octets.span.bytes)
      if let range = try? reader.skip(octets.span.bytes) { #expect(range.upperBound <= octets.count) }
      _ = try? ServiceRequest.decode(octets.span.bytes, 0..<octets.count)
      let service = [[0xC0, 0xC1, 0xC3, 0xC4][chance.below(4)], UInt8(chance.below(7)), 0xC1] + octets
      _ = try? ServiceRequest.decode(service.span.bytes, 0..<service.count)
      _ = try? ServiceResponse.decode(service.span.bytes, 0..<service.count)
      _ = try? GeneralBlock(octets.span.bytes, 0..<octets.count)
      _ = try? DataNotification(octets.span.bytes, 0..<octets.count)
      let compact = [19] + octets
      var compactReader = OctetReader(compact.span.bytes)
      if case .compactArray(let range)? = try? compactReader.value(compact.span.bytes) {
        _ = try? CompactArray(range, compact.span.bytes).forEach(compact.span.bytes) { _ in }
      }
    }
  }

  @Test("A compact array of a structure of time and value")
  func compact() throws {
    let octets = hex(
      "13 0202 0906 22 0C07EA0201FF00000000000000 00000001 0C07EA0201FF001E0000000000 00000002")
    var reader = OctetReader(octets.span.bytes)
    guard case .compactArray(let range) = try reader.value(octets.span.bytes) else {
      Issue.record("no compact array")
      return
    }
    var values: [DataValue] = []
    let count = try CompactArray(range, octets.span.bytes).forEach(octets.span.bytes) { values.append($0) }
    #expect(count == 2)
    #expect(
      values == [
        .structure(count: 2), .octetString(7..<19), .uint32(1), .structure(count: 2), .octetString(24..<36),
        .uint32(2),
      ])
  }

  @Test("Dates of 230 years agree with the C library, both ways")
  func dates() {
    var chance = Chance(seed: 5)
    for step in 0..<60_000 {
      let seconds = Int64(step) * 120_960 + Int64(chance.below(120_960))
      let mine = COSEMDateTime(utcSeconds: seconds)
      var time = time_t(seconds)
      var theirs = tm()
      gmtime_r(&time, &theirs)
      let weekday = theirs.tm_wday == 0 ? 7 : theirs.tm_wday
      #expect(
        Int32(mine.year) == theirs.tm_year + 1900 && Int32(mine.month) == theirs.tm_mon + 1
          && Int32(mine.day) == theirs.tm_mday && Int32(mine.hour) == theirs.tm_hour
          && Int32(mine.minute) == theirs.tm_min && Int32(mine.second) == theirs.tm_sec
          && Int32(mine.weekday) == weekday)
      #expect(mine.utcSeconds == seconds)
    }
  }

  @Test("Odd dates: wildcards, impossible days, deviations")
  func oddDates() {
    func date(_ text: String) -> Int64? {
      let octets = hex(text)
      return COSEMDateTime(octets.span.bytes, at: 0).utcSeconds
    }
    #expect(date("07EA 02 01 FF 00 00 00 00 0000 00") == 1_769_904_000)
    #expect(date("07EA 02 01 FF 00 00 00 00 8000 00") == 1_769_904_000)
    #expect(date("07EA 02 01 FF 00 00 00 00 FFC4 00") == 1_769_900_400)
    #expect(date("07EA 02 01 FF FF FF FF FF 8000 FF") == 1_769_904_000)
    #expect(date("07EA 02 1E FF 00 00 00 00 0000 00") == nil)
    #expect(date("FFFF FF FF FF FF FF FF FF 8000 FF") == nil)
    #expect(date("07EA 0D 01 FF 00 00 00 00 0000 00") == nil)
    #expect(date("07EA 02 01 FF 18 00 00 00 0000 00") == nil)
  }
}
