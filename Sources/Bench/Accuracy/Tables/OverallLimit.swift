/// Overall accuracy at the defined metering point by Code of Practice: meter, transformers and compensation together.
public struct OverallLimit: Equatable, Sendable {
  /// Codes it belongs to.
  public var codes: [Int]
  /// Current in parts per million of the rated measuring current: from, below (nil: 120 % included).
  public var from: Int
  public var below: Int?
  /// Angles.
  public var angles: [LoadAngle]
  /// ± thousandths of a percent.
  public var millipercent: Int
  /// Source.
  public var rule: AccuracyRule

  /// Codes with a table.
  public static let codes = [1, 2, 3, 5]

  /// All rows for active energy. Only ± 1.5 % of CoP 5 was read in a source.
  public static let all: [OverallLimit] = {
    let shifted = [LoadAngle.half, .leading]
    func row(
      _ codes: [Int], _ from: Int, _ below: Int?, _ angles: [LoadAngle], _ millipercent: Int,
      _ rule: AccuracyRule? = nil
    ) -> OverallLimit {
      OverallLimit(
        codes: codes, from: from, below: below, angles: angles, millipercent: millipercent,
        rule: rule
          ?? .memory(
            "ACC-OVERALL", "CoP \(codes.map(String.init).joined(separator: ", ")), overall accuracy", "M-M"))
    }
    let headline = AccuracyRule(
      "ACC-OVERALL", edition: "CoP 5 Issue 7, overall accuracy",
      source: "CP1553 [S22] for ± 1.5 %; its range of load from memory [M-M]", status: .verified)
    return [
      row([1], 100_000, nil, [.unity], 500), row([1], 50_000, 100_000, [.unity], 700),
      row([1], 10_000, 50_000, [.unity], 1500), row([1], 100_000, nil, shifted, 1000),
      row([2], 100_000, nil, [.unity], 1000), row([2], 50_000, 100_000, [.unity], 1500),
      row([2], 10_000, 50_000, [.unity], 2500), row([2], 100_000, nil, shifted, 2000),
      row([3], 200_000, nil, [.unity], 1500), row([5], 200_000, nil, [.unity], 1500, headline),
      row([3, 5], 50_000, 200_000, [.unity], 2500), row([3, 5], 200_000, nil, shifted, 2500),
    ]
  }()

  /// The row for a code and a balanced point; nil where there is none.
  public static func limit(code: Int, current: Int, angle: LoadAngle) -> OverallLimit? {
    all.first {
      $0.codes.contains(code) && current >= $0.from && current <= 1_200_000
        && ($0.below.map { current < $0 } ?? true) && $0.angles.contains(angle)
    }
  }
}
