import Testing

@testable import Bench

/// Limits as a person would look them up.
@Suite struct AccuracyTableTests {
  /// Class, connection, current in % of Ib or In, angle, one phase; limits in % (nil: none).
  private static let lookups: [(AccuracyClass, CurrentCircuit, Double, LoadAngle, Bool, [Double])] = [
    (.class02S, .transformer, 1, .unity, false, [0.4]), (.class02S, .transformer, 4.9, .unity, false, [0.4]),
    (.class02S, .transformer, 5, .unity, false, [0.2]), (.class02S, .transformer, 120, .unity, false, [0.2]),
    (.class02S, .transformer, 0.9, .unity, false, []), (.class02S, .transformer, 2, .half, false, [0.5]),
    (.class02S, .transformer, 10, .leading, false, [0.3]),
    (.class02S, .transformer, 10, .quarter, false, [0.5]),
    (.class02S, .transformer, 5, .unity, true, [0.3]), (.class02S, .transformer, 10, .half, true, [0.4]),
    (.class05S, .transformer, 1, .unity, false, [1]), (.class05S, .transformer, 5, .unity, false, [0.5]),
    (.class05S, .transformer, 2, .leading, false, [1]), (.class05S, .transformer, 10, .half, false, [0.6]),
    (.class05S, .transformer, 5, .unity, true, [0.6]), (.class05S, .transformer, 10, .half, true, [1]),
    (.class1, .direct, 5, .unity, false, [1.5]), (.class1, .direct, 10, .unity, false, [1]),
    (.class1, .direct, 10, .half, false, [1.5]), (.class1, .direct, 20, .leading, false, [1]),
    (.class1, .direct, 4, .unity, false, []), (.class1, .transformer, 2, .unity, false, [1.5]),
    (.class1, .transformer, 5, .unity, false, [1]), (.class1, .direct, 20, .half, true, [2]),
    (.class2, .direct, 5, .unity, false, [2.5]), (.class2, .direct, 20, .half, false, [2]),
    (.class2, .direct, 20, .leading, false, []), (.class2, .transformer, 5, .unity, true, [3]),
    (.reactive2, .direct, 5, .unity, false, [2.5]), (.reactive2, .direct, 20, .quarter, false, [2.5]),
    (.reactive3, .transformer, 2, .unity, false, [4]), (.reactive3, .transformer, 10, .half, false, [3]),
    // Iref is 10 Itr: 10 % is Itr; the directive and the standard both count.
    (.midB, .direct, 10, .unity, false, [2, 1]), (.midB, .direct, 5, .unity, false, [2, 1.5]),
    (.midC, .direct, 100, .half, false, [0.7, 0.5]), (.midC, .direct, 3, .unity, false, [1, 1]),
    (.midA, .transformer, 5, .unity, false, [3.5, 2]), (.midA, .transformer, 2, .unity, false, [3.5, 2.5]),
    (.midB, .transformer, 1, .leading, false, [2]), (.midB, .direct, 100, .unity, true, [2.5, 2]),
  ]

  @Test("Limits of every class", arguments: lookups.indices)
  func lookup(_ index: Int) throws {
    let (accuracyClass, circuit, percent, angle, onePhase, expected) = Self.lookups[index]
    let table = try #require(AccuracyTable(accuracyClass, circuit))
    let found = table.limits.filter {
      ($0.temperatures?.contains(23) ?? true)
        && $0.covers(current: Int((percent * 10_000).rounded()), angle: angle, isOnePhase: onePhase)
    }
    #expect(found.map(\.percent) == expected, "\(Self.lookups[index])")
  }

  @Test("The S classes are for transformers; memory alone never fails a meter")
  func sources() {
    #expect(AccuracyTable(.class02S, .direct) == nil && AccuracyTable(.class05S, .direct) == nil)
    for accuracyClass in AccuracyClass.allCases {
      for circuit in CurrentCircuit.allCases {
        guard let table = AccuracyTable(accuracyClass, circuit) else { continue }
        for limit in table.limits {
          #expect(!limit.rule.edition.isEmpty && !limit.rule.source.isEmpty)
          #expect(limit.rule.source.contains("memory") == (limit.rule.status == .advisory))
        }
      }
    }
    let sourced = OverallLimit.all.filter { $0.rule.status != .advisory }
    #expect(sourced.map(\.codes) == [[5]] && sourced[0].millipercent == 1500)
  }

  @Test("No-load times by edition")
  func noLoad() throws {
    // 600·10⁶ / (1000·3·230·100) min = 8.696 min.
    let old = try #require(
      NoLoadRule.iec2003.seconds(
        .class1, pulsesPerKilowattHour: 1000, elements: 3, un: 230, imax: 100, ist: 0.02))
    #expect(abs(old - 521.739) < 0.001)
    // 240·10³ / (1000·3·1.1·230·0.02) min = 15.81 min.
    let new = try #require(
      NoLoadRule.iec2020.seconds(
        .class1, pulsesPerKilowattHour: 1000, elements: 3, un: 230, imax: 100, ist: 0.02))
    #expect(abs(new - 948.617) < 0.001)
    #expect(
      NoLoadRule.iec2003.seconds(
        .midB, pulsesPerKilowattHour: 1000, elements: 3, un: 230, imax: 100, ist: 0.02)
        == nil)
  }

  @Test("Overall error with transformers")
  func overall() {
    // 0.0291 · (12 − 4) · tan(acos 0.5) = 0.0291 · 8 · 1.7320508 = 0.40322 %.
    let transformers = InstrumentTransformers(
      currentRatioPercent: -0.1, currentMinutes: 12, voltageRatioPercent: 0.05, voltageMinutes: 4)
    #expect(abs(transformers.overall(meterPercent: 0.2, angle: .half) - 0.5532214) < 1e-6)
    #expect(abs(transformers.overall(meterPercent: 0.2, angle: .unity) - 0.15) < 1e-9)
    // Leading: tan φ is negative, 0.75 at 0.8.
    #expect(abs(transformers.overall(meterPercent: 0.2, angle: .leading) - (0.15 - 0.0291 * 8 * 0.75)) < 1e-9)
    #expect(OverallLimit.limit(code: 5, current: 1_000_000, angle: .unity)?.rule.status == .verified)
    #expect(OverallLimit.limit(code: 5, current: 100_000, angle: .unity)?.millipercent == 2500)
    #expect(OverallLimit.limit(code: 1, current: 1_200_001, angle: .unity) == nil)
    #expect(OverallLimit.limit(code: 10, current: 1_000_000, angle: .unity) == nil)
  }
}
