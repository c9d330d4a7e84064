import COSEM
import Foundation
import Testing

@testable import Outstation

@Suite struct LocalTimeTests {
  @Test("Local time is that of the time zone's own rules, and stands for the same instant")
  func againstTimeZone() throws {
    // Without the zone's data there is no oracle.
    let zone = try #require(TimeZone(identifier: "Europe/London"), "no time zone data: install tzdata")
    var instants: [Int64] = []
    for year in 2000...2037 {
      for month in [3, 10] {
        var date = DateComponents(timeZone: TimeZone(secondsFromGMT: 0), year: year, month: month, day: 25)
        date.calendar = Calendar(identifier: .gregorian)
        let first = Int64(try #require(date.date).timeIntervalSince1970)
        // Every half hour of the last week of the month, and the seconds around it.
        for step in 0..<(7 * 48) {
          instants += [first + Int64(step) * 1800, first + Int64(step) * 1800 - 1]
        }
      }
    }
    var state: UInt64 = 7
    for _ in 0..<5000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      instants.append(946_684_800 + Int64(state >> 33) % 1_199_145_600)
    }
    for instant in instants {
      let time = COSEMDateTime(utcSeconds: instant, isLocal: true)
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant)))
      #expect(
        Int(time.deviationMinutes) == -offset / 60 && (time.status & 0x80 != 0) == (offset != 0)
          && time.utcSeconds == instant, "instant-\(instant)")
    }
  }
}
