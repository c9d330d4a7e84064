import Testing

@testable import ChargePoint

@Suite struct JSONTests {
  @Test func numbersKeepTheirDigits() throws {
    for text in ["0", "-0", "4600.100", "123456789012345678901234567890.5", "1e3", "1E-07", "-12.50"] {
      #expect(try JSONValue(json: text.utf8) == .number(text))
      #expect(try JSONValue(json: text.utf8).json == text)
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let inner: JSONValue = ["\u{1}\"\\\n\u{7f}é😀": [:]]
    let value: JSONValue = ["a": [1, "two", true, .null, .number("3.10")], "b": inner, "c": []]
    #expect(try JSONValue(json: value.json.utf8) == value)
  }

  @Test func escapesAreRead() throws {
    #expect(try JSONValue(json: #""\u0041\ud83d\ude00\/\b""#.utf8) == .string("A😀/\u{8}"))
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "-", "+1", "1e", "nul", "\"\u{1}\"", "\"\\x\"",
    "\"\\ud800\"",
    "\"\\ud800\\u0041\"", "[1] 2", "{\"a\" 1}", "{a:1}", "NaN", "{\"a\":1,\"a\":2}", "\"abc",
  ])
  func textThatIsNotJSONIsRefused(_ text: String) {
    #expect(throws: JSONError.self) { try JSONValue(json: text.utf8) }
  }

  @Test func bytesThatAreNotTextAreRefused() {
    #expect(throws: JSONError.notUTF8) { try JSONValue(json: [0x22, 0xc3, 0x28, 0x22]) }
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONValue(json: nested(32).utf8)
    #expect(throws: JSONError.tooDeep(limit: 32)) { try JSONValue(json: nested(33).utf8) }
    #expect(throws: JSONError.tooDeep(limit: 32)) { try JSONValue(json: nested(100_000).utf8) }
  }

  /// Every cut and every single-byte change of a frame is read or refused, never anything else.
  @Test func noDamageGoesUnnoticedOrCrashes() throws {
    let text = Array(
      #"[2,"id-1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-05T10:30:00Z","sampledValue":[{"value":"4600.5"}]}]}]"#
        .utf8)
    for end in text.indices {
      #expect(throws: JSONError.self) { try JSONValue(json: text[..<end]) }
    }
    for index in text.indices {
      for byte in UInt8.min...UInt8.max {
        var damaged = text
        damaged[index] = byte
        if let value = try? JSONValue(json: damaged) {
          #expect(try JSONValue(json: value.json.utf8) == value)
        }
      }
    }
  }
}
