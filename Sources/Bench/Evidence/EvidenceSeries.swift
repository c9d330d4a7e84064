/// A curve of a plot: x in seconds UTC (or any number), y in `unit`.
public struct EvidenceSeries: Codable, Equatable, Sendable {
  /// What a curve stands for; limits are dashed.
  public enum Role: String, Codable, Sendable { case measured, limit }

  /// What it shows.
  public var name: String
  /// Unit of y.
  public var unit: String
  /// True for values that hold from one x to the next (half hours, loads).
  public var isStepped: Bool
  /// The points.
  public var x: [Double]
  public var y: [Double]
  /// Title of the plot; curves of one title are drawn together, those without by their unit.
  public var plot: String?
  /// What x is, with its unit; nil for time or a plain number.
  public var xTitle: String?
  /// True for a logarithmic x axis.
  public var isLogarithmic: Bool?
  /// Expanded uncertainty of each y, drawn as bars; as many as points.
  public var uncertainty: [Double]?
  /// What it stands for; nil for measured.
  public var role: Role?

  /// Creates a curve.
  public init(name: String, unit: String, isStepped: Bool, points: [(Double, Double)]) {
    self.name = name
    self.unit = unit
    self.isStepped = isStepped
    x = points.map(\.0)
    y = points.map(\.1)
  }
}
