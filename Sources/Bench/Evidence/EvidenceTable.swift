/// A table of a test's report.
public struct EvidenceTable: Codable, Equatable, Sendable {
  /// What it shows.
  public var title: String
  /// Column heads.
  public var columns: [String]
  /// Rows, each as long as `columns`.
  public var rows: [[String]]

  /// Creates a table.
  public init(title: String, columns: [String], rows: [[String]]) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}
