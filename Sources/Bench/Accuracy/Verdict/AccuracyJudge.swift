/// The rule of every verdict: pass where |e| + U ≤ limit, fail where |e| − U > limit, else not proven.
public enum AccuracyJudge {
  /// Judges an error by a limit.
  ///
  /// - Parameters:
  ///   - error: parts per billion.
  ///   - expandedPercent: U, k = 2, in percent.
  ///   - millipercent: the limit, ± thousandths of a percent.
  ///   - status: of the rule; one that cannot fail a meter warns.
  public static func verdict(
    error: Int64, expandedPercent: Double, millipercent: Int, status: EvidenceRuleStatus
  ) -> EvidenceVerdict {
    guard expandedPercent.isFinite, expandedPercent >= 0 else { return .notProven }
    // Rounded up: doubt is never made smaller.
    let uncertainty = Int128((expandedPercent * 1e7).rounded(.up))
    let limit = Int128(millipercent) * 10_000
    let magnitude = Int128(error.magnitude)
    if magnitude + uncertainty <= limit { return .pass }
    guard magnitude - uncertainty > limit else { return .notProven }
    return status.canFail ? .fail : .warn
  }

  /// True where U is at most a fifth of the limit, the guide for a bench.
  public static func isFineEnough(expandedPercent: Double, millipercent: Int) -> Bool {
    expandedPercent * 5 <= Double(millipercent) / 1000
  }
}
