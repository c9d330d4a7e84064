/// IEC 62053-21, -22 and -23, editions of 2003. Currents are in parts per million of Ib or In.
extension AccuracyTable {
  private static func row(
    _ from: Int, _ below: Int?, _ angles: [LoadAngle], _ millipercent: Int, onePhase: Bool = false,
    onRequest: Bool = false, _ rule: AccuracyRule
  ) -> AccuracyLimit {
    AccuracyLimit(
      from: from, below: below, angles: angles, isOnePhase: onePhase, millipercent: millipercent,
      isOnRequest: onRequest, rule: rule)
  }

  /// 0.2S and 0.5S.
  static func transformerOperated(_ column: Int) -> [AccuracyLimit] {
    let rule = column == 1 ? quoted : iec22
    let shifted = [LoadAngle.half, .leading]
    return [
      row(10_000, 50_000, [.unity], [400, 1000][column], rule),
      row(50_000, nil, [.unity], [200, 500][column], rule),
      row(20_000, 100_000, shifted, [500, 1000][column], rule),
      row(100_000, nil, shifted, [300, 600][column], rule),
      row(100_000, nil, [.quarter, .halfLeading], [500, 1000][column], onRequest: true, iec22),
      row(50_000, nil, [.unity], [300, 600][column], onePhase: true, iec22),
      row(100_000, nil, [.half], [400, 1000][column], onePhase: true, iec22),
    ]
  }

  /// Classes 1 and 2.
  static func general(_ column: Int, _ circuit: CurrentCircuit) -> [AccuracyLimit] {
    // Lower currents of the rows: direct in Ib, transformers in In.
    let low = circuit == .direct ? (50_000, 100_000, 200_000) : (20_000, 50_000, 100_000)
    let shifted = column == 0 ? [LoadAngle.half, .leading] : [.half]
    return [
      row(low.0, low.1, [.unity], [1500, 2500][column], iec21),
      row(low.1, nil, [.unity], [1000, 2000][column], iec21),
      row(low.1, low.2, shifted, [1500, 2500][column], iec21),
      row(low.2, nil, shifted, [1000, 2000][column], iec21),
      row(low.1, nil, [.unity], [2000, 3000][column], onePhase: true, iec21),
      row(low.2, nil, [.half], [2000, 3000][column], onePhase: true, iec21),
    ]
  }

  /// Reactive classes 2 and 3; the angles are sin φ, inductive and capacitive alike.
  static func reactive(_ column: Int, _ circuit: CurrentCircuit) -> [AccuracyLimit] {
    let low = circuit == .direct ? (50_000, 100_000, 200_000) : (20_000, 50_000, 100_000)
    let half = [LoadAngle.half, .halfLeading]
    return [
      row(low.0, low.1, [.unity], [2500, 4000][column], iec23),
      row(low.1, nil, [.unity], [2000, 3000][column], iec23),
      row(low.1, low.2, half, [2500, 4000][column], iec23),
      row(low.2, nil, half, [2000, 3000][column], iec23),
      row(low.2, nil, [.quarter], [2500, 4000][column], iec23),
      row(low.1, nil, [.unity], [3000, 4000][column], onePhase: true, iec23),
      row(low.2, nil, [.half], [3000, 4000][column], onePhase: true, iec23),
    ]
  }
}
