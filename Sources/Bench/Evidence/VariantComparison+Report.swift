extension VariantComparison {
  /// What the report does not claim.
  static let disclaimer = """
    This report says which results of a tested meter stand for a variant of the same type. That they do where the three \
    firmware identities are shared is how such a type test was argued (ISG 252/03), not a published rule: what is said is \
    advisory, evidence and no certificate.
    """

  /// The comparison as evidence: the identities, then every test with what stands for the variant and why.
  public func pack(
    tested: EvidencePack, variant: EvidencePack, tester: String, witness: String, startedAt: String
  ) -> EvidencePack {
    var subject = ["tested meter": Self.name(tested), "variant": Self.name(variant)]
    for (label, pack) in [("tested", tested), ("variant", variant)] {
      subject["evidence of the \(label) meter"] = "\(pack.title), \(pack.startedAt), mode \(pack.mode)"
    }
    var pack = EvidencePack(
      title: "Results that carry over to a variant", disclaimer: Self.disclaimer, mode: "variants",
      startedAt: startedAt, tester: tester, witness: witness, subject: subject,
      settings: [
        ["never carried over", "pulse outputs and accuracy: they are measured on the variant itself"]
      ])
    var identity = EvidenceCase(
      id: "IDENTITY", title: "Three firmware identities", origin: "ISG 252/03 [S1], advisory",
      purpose: "Metrology, application and communications firmware of both meters, as each told them.")
    identity.checks = identities.map { one in
      EvidenceCheck(
        one.name, expected: one.tested ?? "not told", found: one.variant ?? "not told",
        verdict: one.isShared ? .pass : .notProven, source: "S1", status: .advisory)
    }
    var titles: [String: String] = [:]
    for test in variant.cases + tested.cases { titles[test.id] = test.title }
    pack.cases =
      [identity]
      + outcomes.map { outcome in
        var test = EvidenceCase(
          id: outcome.id, title: titles[outcome.id] ?? outcome.id, origin: outcome.standing, purpose: "")
        let verdict = EvidenceVerdict(rawValue: outcome.standing)
        let isCarried = outcome.standing == "carries over"
        test.checks = [
          EvidenceCheck(
            "stands for the variant", expected: "a result that stands",
            found: "\(outcome.standing): \(outcome.reason)",
            verdict: verdict ?? (isCarried ? .pass : .notRun),
            source: isCarried ? "S1" : nil, status: isCarried ? .advisory : nil)
        ]
        return test
      }
    return pack
  }

  private static func name(_ pack: EvidencePack) -> String {
    ["serial", "outstation", "manufacturer"].compactMap { pack.subject[$0] }.joined(separator: ", ")
  }
}
