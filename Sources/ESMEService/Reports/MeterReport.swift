import Gateway
import Settlement

/// A report as a table: one value says it as text, CSV and JSON, so that they cannot disagree.
public struct MeterReport: Encodable, Sendable {
  /// A cell.
  public enum Cell: Encodable, Equatable, Sendable {
    case number(Int64)
    case text(String)
    case flags([String])
    /// Not known, or not there.
    case none

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let value): try container.encode(value)
      case .text(let value): try container.encode(value)
      case .flags(let value): try container.encode(value)
      case .none: try container.encodeNil()
      }
    }

    /// The cell in a line of text; `gap` stands for what is not known.
    func text(gap: String) -> String {
      switch self {
      case .number(let value): "\(value)"
      case .text(let value): value
      case .flags(let value): value.joined(separator: " ")
      case .none: gap
      }
    }
  }

  /// What it is.
  public var report: String
  /// Facts that hold for all rows, in order.
  public var facts: [(name: String, value: Cell)] = []
  /// Names of the columns, with their units.
  public var columns: [String]
  public var rows: [[Cell]] = []
  /// True where nothing of it is published (MP184).
  public var isProvisional = false

  init(_ report: String, columns: [String]) {
    self.report = report
    self.columns = columns
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(report, forKey: Key("report"))
    try container.encode(isProvisional, forKey: Key("provisional"))
    for fact in facts { try container.encode(fact.value, forKey: Key(fact.name)) }
    var list = container.nestedUnkeyedContainer(forKey: Key("rows"))
    for row in rows {
      var entry = list.nestedContainer(keyedBy: Key.self)
      for (column, cell) in zip(columns, row) { try entry.encode(cell, forKey: Key(column)) }
    }
  }

  /// Lines of CSV with a header.
  public var csv: [String] {
    [columns.joined(separator: ",")]
      + rows.map { $0.map { $0.text(gap: "") }.joined(separator: ",") }
  }

  /// A table for people.
  public var text: String {
    var head = [report + (isProvisional ? "   (MP184, provisional)" : "")]
    head += facts.map { "\($0.name) \($0.value.text(gap: "-"))" }
    let numbers = columns.indices.filter { column in
      rows.contains {
        if case .number = $0[column] { true } else { false }
      }
    }
    return head.joined(separator: "   ") + "\n"
      + TextTable.render(
        columns, rows.map { $0.map { $0.text(gap: "-") } }, rightAligned: Set(numbers))
  }
}

extension MeterReport.Cell {
  /// A UTC time; 0 is none.
  static func time(_ seconds: Int64) -> Self { seconds == 0 ? .none : .text(UTCStamp.iso(seconds)) }
  static func time(_ seconds: UInt32) -> Self { time(Int64(seconds)) }
  static func wattHours(_ value: UInt32) -> Self { .number(Int64(value)) }
}
