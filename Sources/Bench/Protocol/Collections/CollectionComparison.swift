/// Two collections of the same periods, cell by cell.
public struct CollectionComparison: Equatable, Sendable {
  /// A cell that differs; nil for nothing there.
  public struct Difference: Equatable, Sendable {
    /// Start of the period, UTC seconds since 1970.
    public var start: Int64
    /// Code of the column.
    public var column: String
    /// Count of the first collection, in units of the column's scaler.
    public var first: Int64?
    /// Count of the second collection, in the same units.
    public var second: Int64?
  }

  /// Periods that both should hold, and cells compared in them.
  public private(set) var periods = 0
  public private(set) var cells = 0
  /// What differs, in order of time.
  public private(set) var differences: [Difference] = []
  /// Periods of one that the other lacks inside the time that both cover.
  public private(set) var onlyFirst: [Int64] = []
  public private(set) var onlySecond: [Int64] = []
  /// Columns that one of them lacks.
  public private(set) var uncompared: [String] = []

  /// Compares the periods that start within `span`, UTC seconds.
  public init(_ first: ProtocolCollection, _ second: ProtocolCollection, span: ClosedRange<Int64>) {
    let shared = first.columns.enumerated().compactMap { place, name in
      second.columns.firstIndex(of: name).map { (name, place, $0) }
    }
    uncompared =
      first.columns.filter { !second.columns.contains($0) }
      + second.columns.filter { !first.columns.contains($0) }
    for start in Set(first.rows.keys).union(second.rows.keys).sorted() where span.contains(start) {
      guard let one = first.rows[start], let other = second.rows[start] else {
        if first.rows[start] == nil { onlySecond.append(start) } else { onlyFirst.append(start) }
        continue
      }
      periods += 1
      for (name, place, otherPlace) in shared {
        cells += 1
        guard one[place] != other[otherPlace] else { continue }
        differences.append(
          Difference(start: start, column: name, first: one[place], second: other[otherPlace]))
      }
    }
  }

  /// True where no cell differs and no period is missing.
  public var isEqual: Bool {
    cells > 0 && differences.isEmpty && onlyFirst.isEmpty && onlySecond.isEmpty
  }

  /// What was found, in words.
  public var text: String {
    var words = ["\(cells) cells of \(periods) periods compared"]
    words.append(differences.isEmpty ? "none differs" : "\(differences.count) differ")
    let missing = onlyFirst.count + onlySecond.count
    if missing > 0 { words.append("\(missing) periods in one collection only") }
    if !uncompared.isEmpty { words.append("not compared: \(uncompared.joined(separator: " "))") }
    return words.joined(separator: ", ")
  }

  /// The first differences, for the report.
  var table: EvidenceTable? {
    guard !differences.isEmpty || !onlyFirst.isEmpty || !onlySecond.isEmpty else { return nil }
    func text(_ value: Int64?) -> String { value.map(String.init) ?? "nothing" }
    let rows =
      differences.map { [UTCText.of($0.start), $0.column, text($0.first), text($0.second)] }
      + onlyFirst.map { [UTCText.of($0), "period", "there", "missing"] }
      + onlySecond.map { [UTCText.of($0), "period", "missing", "there"] }
    return EvidenceTable(
      title: "Differences (at most 50 of \(rows.count))",
      columns: ["Period, start", "Column", "First", "Second"], rows: Array(rows.prefix(50)))
  }
}
