/// What `meter bench accuracy` found of the same meter, as its evidence says.
public struct CoPAccuracy: Equatable, Sendable {
  /// A point with what its limits came to.
  public struct Point: Equatable, Sendable {
    /// Id of the point, e.g. `PF1-100`.
    public var id: String
    /// The worst of its limits.
    public var verdict: EvidenceVerdict
    /// Error, uncertainty and limit of the deciding one.
    public var found: String
    /// True where the deciding limit was read in a source.
    public var isChecked: Bool
  }

  /// The points.
  public var points: [Point]
  /// Serial number of the meter, where the evidence names it.
  public var serial: String?

  /// Conduct of the bench, no limits of the meter.
  private static let conduct = ["ACC-BENCH-U", "ACC-LOAD"]

  /// Takes the points of a pack of `meter bench accuracy`.
  public init(_ pack: EvidencePack) throws(CoPOptionError) {
    guard pack.mode == "accuracy" else {
      throw CoPOptionError(reason: "is evidence of '\(pack.title)', not of 'meter bench accuracy'")
    }
    serial = pack.subject["serial"]
    points = pack.cases.compactMap { test in
      let checks = test.checks.filter { check in
        guard let rule = check.rule else { return check.verdict == .notRun }
        return rule.hasPrefix("ACC-") && !Self.conduct.contains(rule)
      }
      let verdict = EvidenceVerdict.worst(checks.map(\.verdict))
      guard let worst = checks.first(where: { $0.verdict == verdict }),
        worst.rule != nil || test.checks.count == 1,
        test.id != "SUMMARY"
      else { return nil }
      let limit = worst.limit.isEmpty ? "" : ", limit \(worst.limit)"
      return Point(
        id: test.id, verdict: verdict, found: "\(worst.name) \(worst.found)\(limit)",
        isChecked: worst.status?.canFail ?? false)
    }
    guard !points.isEmpty else { throw CoPOptionError(reason: "holds no point with a limit") }
  }
}
