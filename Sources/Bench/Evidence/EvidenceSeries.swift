/// A curve of a plot: x in seconds UTC (or any number), y in `unit`.
public struct EvidenceSeries: Codable, Equatable, Sendable {
  /// What it shows.
  public var name: String
  /// Unit of y.
  public var unit: String
  /// True for values that hold from one x to the next (half hours, loads).
  public var isStepped: Bool
  /// The points.
  public var x: [Double]
  public var y: [Double]

  /// Creates a curve.
  public init(name: String, unit: String, isStepped: Bool, points: [(Double, Double)]) {
    self.name = name
    self.unit = unit
    self.isStepped = isStepped
    x = points.map(\.0)
    y = points.map(\.1)
  }
}
