import Testing

@testable import MeterCore

@Suite struct MPANTests {
  /// Made by another program from the published rule.
  private static let valid = [
    "0000000000000", "3681930364261", "2129972200333", "2245383236405", "5622415499095",
    "5145475277200", "4056086569075", "0293137585846", "7195406135897", "5254814542124",
    "4720198603954", "4762007532929", "6126520642798", "2877574476210", "6827521748889",
    "5159045847445", "5290784547482", "5545652755822", "8235741629983", "6498403297927",
    "3207320215279", "3806756919333", "5056461850895", "4148859452666", "9857229697327",
    "9150615998256", "9666374766294", "9447460547424", "7019734026078", "8843703742440",
    "7978910244850", "9480755920043", "8718306699767", "7634714069477", "4227875826982",
    "0134110561676", "0113912472291", "2621930816143", "0991692061591", "7755024298488",
  ]

  @Test("Good numbers are taken, and come back as the same digits")
  func good() {
    for text in Self.valid {
      let bytes = Array(text.utf8)
      let mpan = MPAN(ascii: bytes.span.bytes)
      #expect(mpan?.number == UInt64(text))
      #expect(mpan.map { mpan in (0..<13).map { mpan.ascii[$0] } } == bytes)
    }
  }

  @Test("A wrong check digit, length or letter is refused")
  func bad() {
    for text in Self.valid {
      for digit in 0..<10 where !text.hasSuffix("\(digit)") {
        let bytes = Array((text.dropLast() + "\(digit)").utf8)
        #expect(MPAN(ascii: bytes.span.bytes) == nil)
      }
    }
    for text in ["", "123", "20000543260560", "2000054326O56"] {
      #expect(MPAN(ascii: Array(text.utf8).span.bytes) == nil)
    }
    #expect(MPAN(number: 10_000_000_000_000) == nil)
  }
}
