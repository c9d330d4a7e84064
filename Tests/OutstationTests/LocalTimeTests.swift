import COSEM
import Foundation
import Testing

@testable import Outstation

@Suite struct LocalTimeTests {
  @Test(
    "A time without deviation is local: the one instant it stands for, or the earlier and the later of two")
  func withoutDeviation() throws {
    let zone = try #require(TimeZone(identifier: "Europe/London"), "no time zone data: install tzdata")
    var instants: [Int64: [Int64]] = [:]
    // All half hours of 2026.
    for step in Int64(0)..<17_520 {
      let instant = 1_767_225_600 + step * 1800
      let offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant))))
      instants[instant + offset, default: []].append(instant)
    }
    for (local, meant) in instants {
      #expect(COSEMDateTime.utcSeconds(local: local, isLatest: false) == meant.min(), "\(local)")
      #expect(COSEMDateTime.utcSeconds(local: local, isLatest: true) == meant.max(), "\(local)")
    }
    #expect(instants.values.filter { $0.count == 2 }.count == 2)
  }

  @Test(
    "A meter of local time takes a range without deviation as its own time, one with deviation as it says")
  func range() {
    var meter = OutstationRig(.prometer100, days: 2, start: 1_784_000_000)
    #expect(meter.associate("level1", client: 32) == 0)
    // 13 July 2026, 12:00 to 13:00; local: 11:00 to 12:00 UTC.
    for (deviation, hour) in [("8000", 12), ("0000", 13), ("FFC4", 12)] {
      let rows = meter.send(
        "C001C1 0007 0100630100FF 02 01 01 0204 0204 120008 09060000010000FF 0F02 120000"
          + "090C 07EA 07 0D FF 0C 00 00 00 \(deviation) 00 090C 07EA 07 0D FF 0C 00 00 00 \(deviation) 00 0100"
      )
      // One row, stamped with that local hour.
      let stamp = rows.firstRange(of: hex("090C07EA070D01"))
      #expect(stamp.map { rows[$0.upperBound] } == UInt8(hour), "\(deviation)")
    }
  }

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
