/// Where one scenario stands in both rounds of testing.
public struct CertificationTest: Codable, Equatable, Sendable {
  /// `S1` … `S16`.
  public var id: String
  /// Title.
  public var title: String
  /// Who fills it in.
  public var filledBy: String
  /// `passed`, `failed`, `with fault` or `not run`, and the pack that says so.
  public var initial: String
  /// The same before the witness.
  public var witness: String

  /// What a mode's packs say of a scenario: the newest run counts that may count at all.
  static func state(of id: String, mode: CMSBench.Mode, _ packs: [CertificationPack]) -> (
    text: String, isPassed: Bool
  ) {
    for pack in packs.reversed() where pack.pack.mode == mode.rawValue && pack.problems.isEmpty {
      guard let test = pack.pack.cases.first(where: { $0.id == id }), !test.checks.isEmpty else { continue }
      if test.injectedFault != nil { return ("with fault (\(pack.name))", false) }
      return ("\(test.isPassed ? "passed" : "failed") (\(pack.name))", test.isPassed)
    }
    return ("not run", false)
  }
}
