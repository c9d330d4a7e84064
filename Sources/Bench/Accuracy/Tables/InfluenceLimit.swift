/// An influence that a bench with a source can apply, and the shift of the error it may cause.
public struct InfluenceLimit: Equatable, Sendable {
  /// What is changed.
  public enum Influence: String, CaseIterable, Sendable {
    case voltageLow = "0.9 Un"
    case voltageHigh = "1.1 Un"
    case frequencyLow = "0.98 fn"
    case frequencyHigh = "1.02 fn"
    case reversedSequence = "reversed phase sequence"
    case voltageUnbalance = "voltage unbalance"
    case harmonics = "harmonics in voltage and current"

    /// Short form for ids of points.
    public var code: String {
      switch self {
      case .voltageLow: "U-"
      case .voltageHigh: "U+"
      case .frequencyLow: "F-"
      case .frequencyHigh: "F+"
      case .reversedSequence: "SEQ"
      case .voltageUnbalance: "UNB"
      case .harmonics: "HAR"
      }
    }
  }

  /// What is changed.
  public var influence: Influence
  /// Angle of the load.
  public var angle: LoadAngle
  /// Current, parts per million of the reference current; nil for half of Imax.
  public var current: Int?
  /// Greatest shift of the error, ± thousandths of a percent.
  public var millipercent: Int
  /// Source.
  public var rule: AccuracyRule

  /// The limits of a class; none for reactive and MID classes, whose values were not found.
  public static func limits(of accuracyClass: AccuracyClass, _ wiring: MeterWiring) -> [InfluenceLimit] {
    let columns: [AccuracyClass] = [.class02S, .class05S, .class1, .class2]
    guard let column = columns.firstIndex(of: accuracyClass) else { return [] }
    let rule = AccuracyRule.memory(
      "ACC-INFLUENCE", (column < 2 ? AccuracyTable.iec22 : AccuracyTable.iec21).edition)
    func limit(_ influence: Influence, _ angle: LoadAngle, _ current: Int?, _ values: [Int]) -> InfluenceLimit
    {
      InfluenceLimit(
        influence: influence, angle: angle, current: current, millipercent: values[column], rule: rule)
    }
    var limits: [InfluenceLimit] = []
    for influence in [Influence.voltageLow, .voltageHigh] {
      limits.append(limit(influence, .unity, 1_000_000, [100, 200, 700, 1000]))
      limits.append(limit(influence, .half, 1_000_000, [200, 400, 1000, 1500]))
    }
    for influence in [Influence.frequencyLow, .frequencyHigh] {
      limits.append(limit(influence, .unity, 1_000_000, [100, 200, 500, 800]))
      limits.append(limit(influence, .half, 1_000_000, [100, 200, 700, 1000]))
    }
    if wiring != .singlePhase {
      limits.append(limit(.reversedSequence, .unity, 100_000, [50, 100, 1500, 1500]))
      limits.append(limit(.voltageUnbalance, .unity, 1_000_000, [500, 1000, 2000, 4000]))
    }
    limits.append(limit(.harmonics, .unity, nil, [400, 500, 800, 1000]))
    return limits
  }
}
