import COSEM
import Outstation
import Testing

@testable import Instation

/// The decoder of profile buffers, on what our own outstation sends.
@Suite struct ProfileRowsTests {
  static let all = [ProfileCompression.plain, .nullData, .compactArray]

  /// Rows with the times that were left out.
  private func cells(_ rows: ProfileRows) -> [[Int64]] {
    var rows = rows
    let isFilled = rows.fillTimes(column: 0, step: 1800)
    #expect(isFilled)
    return (0..<rows.count).map { row in (0..<rows.width).map { rows.value(row, $0) } }
  }

  @Test("Whole: every cell", arguments: all, [0, 1, 2, 300])
  func whole(_ compression: ProfileCompression, _ count: Int) throws {
    let served = try ServedProfile(compression, rows: count)
    var rows = ProfileRows(width: 5)
    let isWhole = try rows.append(buffer: served.octets)
    #expect(isWhole)
    #expect(cells(rows) == served.rows)
    #expect(rows.leavesOut(column: 0) == (compression == .nullData && count > 1))
  }

  @Test("Cut at every octet: refused as a whole, its whole rows taken as a part", arguments: all)
  func cut(_ compression: ProfileCompression) throws {
    let served = try ServedProfile(compression, rows: 40)
    var seen: Set<Int> = []
    for end in 0..<served.octets.count {
      let part = Array(served.octets[..<end])
      var rows = ProfileRows(width: 5)
      #expect(throws: ProfileRows.Failure.malformed, "\(end)") { try rows.append(buffer: part) }
      var taken = ProfileRows(width: 5)
      let isWhole = try taken.append(buffer: part, isPart: true)
      #expect(!isWhole)
      #expect(cells(taken) == Array(served.rows.prefix(taken.count)), "\(end)")
      seen.insert(taken.count)
    }
    // One octet more never brings more than one row, and all but the last row come before the end.
    #expect(seen == Set(0..<40))
  }

  @Test("Octets after the end and other widths are refused and leave nothing", arguments: all)
  func refused(_ compression: ProfileCompression) throws {
    let served = try ServedProfile(compression, rows: 5)
    var rows = ProfileRows(width: 5)
    #expect(throws: ProfileRows.Failure.malformed) { try rows.append(buffer: served.octets + [0]) }
    var narrow = ProfileRows(width: 3)
    #expect(throws: ProfileRows.Failure.width(row: 0, cells: 5)) {
      try narrow.append(buffer: served.octets)
    }
    #expect(narrow.count == 0)
  }

  @Test("A compact array as published: two rows of a time and a value")
  func vector() throws {
    let octets: [UInt8] =
      [0x13, 0x02, 0x02, 0x09, 0x06, 0x22] + [0x0C, 0x07, 0xEA, 2, 1, 0xFF, 0, 0, 0, 0, 0, 0, 0] + [
        0, 0, 0, 1,
      ]
      + [0x0C, 0x07, 0xEA, 2, 1, 0xFF, 0, 0x1E, 0, 0, 0, 0, 0] + [0, 0, 0, 2]
    var rows = ProfileRows(width: 2)
    try rows.append(buffer: octets)
    #expect(rows.values == [1_769_904_000, 1, 1_769_905_800, 2])
  }

  @Test("A time left out before any was sent is no time")
  func unfounded() throws {
    var rows = ProfileRows(width: 2)
    try rows.append(buffer: [1, 1, 2, 2, 0, 0x11, 7])
    let isFilled = rows.fillTimes(column: 0, step: 1800)
    #expect(!isFilled)
  }
}
