import Foundation
import MeterCore
import Testing

@testable import ChargePoint

@Suite struct RFC3339Tests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, 0), ("2026-01-05T10:30:00Z", 1_767_609_000, 0),
    ("2026-01-05T10:30:00.5Z", 1_767_609_000, 500_000_000), ("2026-01-05T11:30:00+01:00", 1_767_609_000, 0),
    ("2026-01-05T11:30:00+0100", 1_767_609_000, 0), ("2026-01-05 10:30:00z", 1_767_609_000, 0),
    ("2026-01-05T05:00:00.123456789123-05:30", 1_767_609_000, 123_456_789),
    ("2024-02-29T23:59:60Z", 1_709_251_200, 0),
  ])
  func stampsAreRead(_ text: String, _ seconds: Int64, _ nanoseconds: Int64) {
    let time = RFC3339.instant(text)
    #expect(time?.instant.nanoseconds == seconds * 1_000_000_000 + nanoseconds)
    #expect(time?.hasOffset == true)
  }

  @Test func aStampWithoutOffsetIsUTCAndSaysSo() {
    #expect(RFC3339.instant("2026-01-05T10:30:00")?.instant.seconds == 1_767_609_000)
    #expect(RFC3339.instant("2026-01-05T10:30:00")?.hasOffset == false)
  }

  @Test(arguments: [
    "", "2026-01-05", "2026-13-05T10:30:00Z", "2026-02-30T10:30:00Z", "2025-02-29T00:00:00Z",
    "2026-01-05T24:00:00Z",
    "2026-01-05T10:60:00Z", "2026-01-05T10:30:00.Z", "2026-01-05T10:30:00+1", "2026-01-05T10:30:00ZZ",
    "26-01-05T10:30:00Z", "2026-01-05T10:30Z", "1969-12-31T23:59:59Z",
  ])
  func otherTextIsRefused(_ text: String) { #expect(RFC3339.instant(text) == nil) }

  /// Foundation's calendar is the independent opinion.
  @Test func textAgreesWithFoundation() throws {
    for seconds in stride(from: Int64(0), to: 9_000_000_000, by: 86_399 * 977) {
      let text = RFC3339.text(Instant(seconds: seconds))
      #expect(text == Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format())
      #expect(RFC3339.instant(text)?.instant == Instant(seconds: seconds))
    }
    #expect(RFC3339.text(Instant(nanoseconds: 1_500_000)) == "1970-01-01T00:00:00.0015Z")
  }
}
