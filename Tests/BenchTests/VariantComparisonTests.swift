import Testing

@testable import Bench

@Suite struct VariantComparisonTests {
  private static func pack(_ serial: String, _ firmware: [String?], _ cases: [(String, EvidenceVerdict)])
    -> EvidencePack
  {
    var subject = ["serial": serial]
    for (label, version) in zip(["firmware", "application firmware", "communications firmware"], firmware) {
      subject[label] = version
    }
    var pack = EvidencePack(
      title: "", disclaimer: "", mode: "read-only", startedAt: "", tester: "", witness: "", subject: subject,
      settings: [])
    pack.cases = cases.map { id, verdict in
      var test = EvidenceCase(id: id, title: id, origin: "", purpose: "")
      test.checks = [EvidenceCheck(id, expected: "", found: "", verdict: verdict)]
      return test
    }
    return pack
  }

  private static let wall = pack(
    "P3E-1", ["M1", "A1", "C1"],
    [("OST-STO-1", .pass), ("TIM-1", .warn), ("SEC-2", .fail), ("PUL-1", .pass), ("REG-1", .pass)])

  private func standings(_ comparison: VariantComparison) -> [String: String] {
    Dictionary(uniqueKeysWithValues: comparison.outcomes.map { ($0.id, $0.standing) })
  }

  @Test func withTheSameFirmwareWhatPassedCarriesOver() throws {
    let rack = Self.pack("R3E-1", ["M1", "A1", "C1"], [("REG-1", .pass), ("REG-2", .fail)])
    let comparison = try VariantComparison(tested: Self.wall, variant: rack)
    #expect(comparison.isOneType)
    #expect(
      standings(comparison) == [
        "OST-STO-1": "carries over", "TIM-1": "carries over", "SEC-2": "to be tested",
        "PUL-1": "to be tested",
        "REG-1": "pass", "REG-2": "fail",
      ])
    #expect(comparison.open == ["SEC-2", "PUL-1", "REG-2"])
  }

  @Test(
    "One identity that differs or is not told carries nothing over", arguments: [0, 1, 2],
    ["X", nil] as [String?])
  func otherFirmware(index: Int, version: String?) throws {
    var firmware: [String?] = ["M1", "A1", "C1"]
    firmware[index] = version
    let comparison = try VariantComparison(tested: Self.wall, variant: Self.pack("R3E-1", firmware, []))
    #expect(comparison.identities.map(\.isShared) == (0..<3).map { $0 != index })
    #expect(comparison.open.count == Self.wall.cases.count)
  }

  @Test func oneMeterIsNoVariantOfItself() {
    #expect(throws: EvidenceError.self) {
      try VariantComparison(tested: Self.wall, variant: Self.pack("P3E-1", ["M1", "A1", "C1"], []))
    }
  }
}
