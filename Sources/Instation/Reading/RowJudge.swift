/// Judges the rows of one answer: which of them are taken, and what is to be said about the others.
struct RowJudge {
  let description: ProfileDescription
  let stamp: ReadingDriver.Stamp
  let flags: [FlagWord]

  /// Rows taken, by their period's start.
  private(set) var rows: [Int64: ProfileRow] = [:]
  /// Periods that contradicted themselves: never taken again in this session.
  private var rejected: Set<Int64> = []
  var findings = ProfileFindings()
  /// The flag words among the columns, by column.
  private let words: [Int: FlagWord]

  init(_ description: ProfileDescription, stamp: ReadingDriver.Stamp, flags: [FlagWord]) {
    self.description = description
    self.stamp = stamp
    self.flags = flags
    var words: [Int: FlagWord] = [:]
    for (column, source) in description.columns.enumerated() where column != description.clockColumn {
      words[column] = flags.first { $0.name == source.name }
    }
    self.words = words
  }

  /// The start of the period that a stamp names.
  func start(ofStamp seconds: Int64) -> Int64 {
    stamp == .end ? seconds - description.periodSeconds : seconds
  }

  /// The stamp of the period that begins at `start`.
  func stamp(ofStart start: Int64) -> Int64 { stamp == .end ? start + description.periodSeconds : start }

  /// Takes the rows whose periods start in `wanted`; returns the starts that were not known before.
  mutating func take(_ came: ProfileRows, wanted: ClosedRange<Int64>) -> [Int64] {
    var came = came
    let clock = description.clockColumn
    findings.received += came.count
    findings.deviations = Array(
      Set(findings.deviations).union(came.deviations.filter { $0 != -0x8000 }.map(Int.init))
    ).sorted()
    if came.deviations.contains(-0x8000) { findings.hasUnspecifiedDeviation = true }
    if came.clockStatus & 0x80 != 0 { findings.hasDaylightSaving = true }
    let isDescending = Self.isDescending(came, clock)
    if isDescending { findings.isNewestFirst = true }
    _ = came.fillTimes(
      column: clock, step: isDescending ? -description.periodSeconds : description.periodSeconds)
    var before: Int64?
    var present: Set<Int64> = []
    var new: [Int64] = []
    present.reserveCapacity(came.count)
    rows.reserveCapacity(rows.count + came.count)
    for index in 0..<came.count {
      guard came.kind(index, clock) == .time else {
        findings.unstamped += 1
        continue
      }
      let start = start(ofStamp: came.value(index, clock))
      if let last = before, isDescending ? start > last : start < last { findings.outOfOrder += 1 }
      before = start
      guard wanted.contains(start) else {
        findings.outside += 1
        continue
      }
      let isNew = present.insert(start).inserted
      if take(row(came, index, start), start, isRepeated: !isNew) { new.append(start) }
    }
    return new.filter { rows[$0] != nil }
  }

  private static func isDescending(_ rows: ProfileRows, _ clock: Int) -> Bool {
    var known: Int64?
    for index in 0..<rows.count where rows.kind(index, clock) == .time {
      let value = rows.value(index, clock)
      if let first = known, first != value { return value < first }
      known = value
    }
    return false
  }

  /// Takes a row; true where its period was not known.
  private mutating func take(_ row: ProfileRow, _ start: Int64, isRepeated: Bool) -> Bool {
    if rejected.contains(start) { return false }
    if let present = rows[start] {
      if present == row {
        if isRepeated { findings.repeated += 1 }
      } else {
        rows[start] = nil
        rejected.insert(start)
        findings.contradictory.append(start)
      }
      return false
    }
    rows[start] = row
    return true
  }

  private mutating func row(_ came: ProfileRows, _ index: Int, _ start: Int64) -> ProfileRow {
    var row = ProfileRow(startSeconds: start, cells: [], doubts: [])
    row.cells.reserveCapacity(came.width - 1)
    // The grid is that of UTC.
    let rest = start % description.periodSeconds
    if rest != 0 {
      row.doubts.insert(.offGrid)
      findings.offGrid += 1
    }
    for column in 0..<came.width where column != description.clockColumn {
      guard came.kind(index, column) == .integer else {
        row.cells.append(nil)
        findings.emptyCells[description.columns[column].name.text, default: 0] += 1
        continue
      }
      row.cells.append(came.value(index, column))
    }
    for (column, word) in words where came.kind(index, column) == .integer {
      let value = came.value(index, column)
      if value != 0 {
        for name in word.names(value) { findings.flags[name, default: 0] += 1 }
        if !word.isActual(value) { row.doubts.insert(.flagged) }
      }
    }
    return row
  }

  /// The rows oldest first.
  func sorted() -> [ProfileRow] { rows.values.sorted { $0.startSeconds < $1.startSeconds } }

  /// Periods without a row between the first and the last row; `inside` widens nothing.
  func gaps() -> [ProfileFindings.Gap] { Self.gaps(rows.keys.sorted(), period: description.periodSeconds) }

  static func gaps(_ starts: [Int64], period: Int64) -> [ProfileFindings.Gap] {
    var gaps: [ProfileFindings.Gap] = []
    guard period > 0 else { return [] }
    for (one, next) in zip(starts, starts.dropFirst()) {
      // A row off the grid stands in its own place; the grid is followed from one row to the next.
      let gridOne = one - (one % period + period) % period
      let gridNext = next - (next % period + period) % period
      let missing = (gridNext - gridOne) / period - 1
      if missing > 0 {
        gaps.append(ProfileFindings.Gap(startSeconds: gridOne + period, periods: missing))
      }
    }
    return gaps
  }

  /// Compares sums of interval columns with their registers' advance.
  func sums(_ rows: [ProfileRow]) -> [ProfileFindings.SumCheck] {
    guard let first = rows.first, let last = rows.last, rows.count > 1 else { return [] }
    let columns = description.columns.indices.filter { $0 != description.clockColumn }
    var checks: [ProfileFindings.SumCheck] = []
    for (place, column) in columns.enumerated() where description.columns[column].name[3] == 29 {
      let name = description.columns[column].name
      guard
        let other = columns.firstIndex(where: {
          let n = description.columns[$0].name
          return n[2] == name[2] && n[3] == 8 && n[4] == 0
        }), let low = first.cells[other], let high = last.cells[other]
      else { continue }
      var sum: Int64 = 0
      var isWhole = findings.contradictory.isEmpty && gaps().isEmpty
      for row in rows.dropFirst() {
        guard let value = row.cells[place] else {
          isWhole = false
          continue
        }
        sum &+= value
      }
      let isSameScale =
        description.scales[column]?.scaler == description.scales[columns[other]]?.scaler
      checks.append(
        ProfileFindings.SumCheck(
          interval: name.text, register: description.columns[columns[other]].name.text, sum: sum,
          advance: high - low, agrees: isWhole && isSameScale ? sum == high - low : nil))
    }
    return checks
  }
}
