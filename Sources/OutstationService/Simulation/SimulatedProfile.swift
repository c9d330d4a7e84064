import COSEM
import Outstation

extension SimulatedMeter.Profile {
  /// Number of the month that a period ending at `end` lies in.
  static func month(ofEnd end: Int64) -> Int {
    let date = COSEMDateTime(utcSeconds: end - 1)
    return Int(date.year) * 12 + Int(date.month)
  }

  /// The largest cell of a column in the month of the newest row, and its row's time; zeros without rows.
  func maximum(_ column: Int) -> (value: Int64, end: Int64) {
    let width = columns.count
    guard rowCount > 0 else { return (0, 0) }
    let month = Self.month(ofEnd: cells[(rowCount - 1) * width])
    var found: (value: Int64, end: Int64) = (0, 0)
    for row in 0..<rowCount where Self.month(ofEnd: cells[row * width]) == month {
      let value = cells[row * width + column]
      if value > found.value { found = (value, cells[row * width]) }
    }
    return found
  }

  /// Appends a row and drops the oldest where the memory is full.
  mutating func append(_ row: [Int64]) {
    cells += row
    trim()
  }

  private mutating func trim() {
    let surplus = rowCount - Int(description.capacity)
    guard surplus > 0 else { return }
    cells.removeFirst(surplus * columns.count)
    firstID += UInt32(surplus)
  }

  /// Removes row `index`; later rows move up.
  mutating func removeRow(_ index: Int) {
    cells.removeSubrange((index * columns.count)..<((index + 1) * columns.count))
  }

  /// Applies the faults of stored rows.
  mutating func spoil(_ options: SimulationOptions) {
    let width = columns.count
    let half = rowCount / 2
    if options.has("OST-STO-1", "short") { description.capacity = 4000 }
    if options.has("OST-STO-2", "short") { description.capacity = 900 }
    if half > 20, options.has("REG-1", "rollback") { cells[half * width + 6] -= 5000 }
    if half > 20, options.has("TIM-3", "uneven") { cells[(half + 3) * width] += 7 }
    if half > 20, options.has("OST-STO-3", "gap") { removeRow(half + 5) }
    if half > 20, options.has("OST-STO-3", "swap") {
      for column in 0..<width { cells.swapAt((half + 5) * width + column, (half + 6) * width + column) }
    }
    let sticky = options.flags("sticks")
    var shown: Int64 = 0
    if sticky != 0, columns.count > 1, columns[1].source.name == OBIS(0, 0, 96, 10, 1) {
      for row in 0..<rowCount {
        shown |= cells[row * width + 1] & Int64(sticky)
        cells[row * width + 1] |= shown
      }
    }
    trim()
  }
}
