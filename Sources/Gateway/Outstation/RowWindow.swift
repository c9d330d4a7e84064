import MeterCore
import Outstation

/// Profile rows fetched from the meter's thread a few at a time, and the stamps of all of them, which never change: so a
/// selection by time asks the meter for new rows only.
struct RowWindow {
  /// Rows fetched at once.
  private static let batch: UInt32 = 32

  private var first: UInt32 = 0
  private var rows: [ProfileRow<40>?] = []
  private var firstStamp: UInt32 = 0
  /// End of each row's period from `firstStamp` on; nil for a row that cannot be read.
  private var stamps: [Int64?] = []

  /// Row `id`, nil where it cannot be read.
  mutating func row(_ id: UInt32, of service: MeterService) -> ProfileRow<40>? {
    if id < first || id >= first + UInt32(rows.count) {
      let from = id - id % Self.batch
      first = from
      rows = Self.fetch(from..<(from + Self.batch), of: service)
    }
    // A row that was not there yet when its neighbours were fetched.
    if rows[Int(id - first)] == nil { rows[Int(id - first)] = Self.fetch(id..<(id + 1), of: service)[0] }
    return rows[Int(id - first)]
  }

  /// The rows stamped between two times, both included.
  mutating func select(
    _ ids: Range<UInt32>, from: Int64?, to: Int64?, of service: MeterService
  ) -> RowSelection {
    if firstStamp < ids.lowerBound || firstStamp > ids.upperBound {
      let gone =
        firstStamp > ids.upperBound ? stamps.count : min(Int(ids.lowerBound - firstStamp), stamps.count)
      stamps.removeFirst(gone)
      firstStamp = ids.lowerBound
    }
    while firstStamp + UInt32(stamps.count) < ids.upperBound {
      let next = firstStamp + UInt32(stamps.count)
      for row in Self.fetch(next..<min(next + Self.batch, ids.upperBound), of: service) {
        stamps.append(row?.periodEnd.seconds)
      }
    }
    var selection = RowSelection(
      first: ids.lowerBound, end: ids.lowerBound, count: 0, fromSeconds: from, toSeconds: to)
    for id in ids {
      guard let seconds = stamps[Int(id - firstStamp)], seconds >= from ?? .min, seconds <= to ?? .max else {
        continue
      }
      if selection.count == 0 { selection.first = id }
      selection.end = id + 1
      selection.count += 1
    }
    return selection
  }

  private static func fetch(_ ids: Range<UInt32>, of service: MeterService) -> [ProfileRow<40>?] {
    service.withDriver { driver in
      ids.map { id in driver.rowIDs.contains(id) ? (try? driver.row(id)) ?? nil : nil }
    }
  }
}
