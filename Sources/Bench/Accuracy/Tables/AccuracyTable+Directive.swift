/// MID 2014/32/EU Annex V and EN 50470-3, classes A, B, C.
extension AccuracyTable {
  /// Maximum permissible errors by band of temperature: percent × 1000 of A, B, C.
  private static let bands: [(range: [Range<Int>], low: [Int], high: [Int], onePhase: [Int])] = [
    ([5..<30], [3500, 2000, 1000], [3500, 2000, 700], [4000, 2500, 1000]),
    ([-10..<5, 30..<40], [5000, 2500, 1300], [4500, 2500, 1000], [5000, 3000, 1300]),
    ([-25 ..< -10, 40..<55], [7000, 3500, 1700], [7000, 3500, 1300], [7000, 4000, 1700]),
    ([-40 ..< -25, 55..<71], [9000, 4000, 2000], [9000, 4000, 1500], [9000, 4500, 2000]),
  ]

  static func directive(_ column: Int, _ circuit: CurrentCircuit) -> [AccuracyLimit] {
    // Itr and Imin in parts per million of Iref = 10 Itr (direct) or In = 20 Itr.
    let itr = circuit == .direct ? 100_000 : 50_000
    let imin = circuit == .direct ? [50_000, 50_000, 30_000][column] : [20_000, 10_000, 10_000][column]
    let angles = [LoadAngle.unity, .half, .leading]
    let onePhase = AccuracyRule.memory("ACC-MID", mid.edition + ", one-phase load")
    let en = AccuracyRule.memory(
      "ACC-50470-3", "EN 50470-3:2006, intrinsic limits at reference conditions", "M-M")
    var rows: [AccuracyLimit] = []
    for band in bands {
      for range in band.range {
        func row(_ from: Int, _ below: Int?, _ value: Int, _ one: Bool, _ rule: AccuracyRule) {
          rows.append(
            AccuracyLimit(
              from: from, below: below, angles: angles, isOnePhase: one, millipercent: value,
              isOnRequest: false, rule: rule, temperatures: range))
        }
        row(imin, itr, band.low[column], false, mid)
        row(itr, nil, band.high[column], false, mid)
        row(itr, nil, band.onePhase[column], true, onePhase)
      }
    }
    func intrinsic(_ from: Int, _ below: Int?, _ angles: [LoadAngle], _ value: Int, _ one: Bool) {
      rows.append(
        AccuracyLimit(
          from: from, below: below, angles: angles, isOnePhase: one, millipercent: value, isOnRequest: false,
          rule: en))
    }
    intrinsic(imin, itr, [.unity], [2500, 1500, 1000][column], false)
    intrinsic(itr, nil, angles, [2000, 1000, 500][column], false)
    intrinsic(itr, nil, [.unity, .half], [3000, 2000, 1000][column], true)
    return rows
  }
}
