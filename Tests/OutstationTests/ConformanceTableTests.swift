import Foundation
import Testing

/// docs/conformance.md names a test that is there for every public name of a conformance test.
@Suite struct ConformanceTableTests {
  /// The public names; where a test has several parts, its rows begin with the name.
  static let names =
    ["HDLC_1", "HDLC_2", "frame too long", "T_HDLC_ADDRESS_N7", "T_HDLC_NDM2NRM_P1", "T_HDLC_NDM2NRM_P2"]
    + ["P1", "P2", "P3", "N1", "N2", "N3", "N4", "N5", "N7", "N8"].map { "T_HDLC_FRAME_\($0)" }
    + ["T_HDLC_INFO_P1", "T_APPL_IDLE_N1", "T_APPL_REL_P1", "associated_partners_id"]
    + [1, 3, 4, 5, 6, 7, 9, 11, 12, 14].map { "T_APPL_OPEN_\($0)" }
    + [1, 3, 4].map { "T_APPL_DATA_LN_N\($0)" }

  @Test func everyNameHasATest() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let document = try String(contentsOf: root.appending(path: "docs/conformance.md"), encoding: .utf8)
    let rows = document.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("`Tests/") }.map {
      $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    for name in Self.names {
      #expect(
        rows.contains { $0[0] == name || $0[0].hasPrefix(name + ":") || $0[0].hasPrefix(name + ",") },
        "no row for \(name)")
    }
    for row in rows {
      try #require(row.count == 3, "\(row)")
      let path = row[1].trimmingCharacters(in: ["`"])
      let source = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      let verdict = Self.judge(row[2], in: source)
      #expect(verdict == nil, "\(row[0]): \(verdict ?? "") \"\(row[2])\" in \(path)")
    }
  }

  /// What is wrong with the test of a name, nil where it is there and runs.
  ///
  /// The name stands in a line that declares a test or one of its arguments; what comes before the test's
  /// function or its suite must not keep it from running.
  static func judge(_ name: String, in source: String) -> String? {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.hasPrefix("//") }
    guard let at = lines.firstIndex(where: { $0.contains("\"") && $0.contains(name) }) else {
      return "no test"
    }
    let keeps = [".disabled(", ".disabled", ".enabled(", "withKnownIssue", "#if "]
    func keeper(_ range: Range<Int>) -> String? {
      keeps.first { word in lines[range].contains { $0.contains(word) } }
    }
    // An argument stands between the tests; its own one is the next that declares a function.
    let end = lines[at...].firstIndex { $0.contains("func ") } ?? lines.count - 1
    let start = lines[...at].lastIndex { $0.hasPrefix("@Test") || $0.hasPrefix("}") } ?? 0
    let suite = lines.firstIndex { $0.contains("@Suite") } ?? 0
    guard lines[start...end].contains(where: { $0.contains("@Test") }) else { return "no @Test before" }
    if let word = keeper(start..<(end + 1)) ?? keeper(suite..<(suite + 1)) {
      return "\(word) keeps from running"
    }
    if let word = ["#if ", "/*"].first(where: { word in lines.contains { $0.hasPrefix(word) } }) {
      return "\(word) may leave out"
    }
    return nil
  }

  @Test(
    "A test that is missing, disabled or left out is seen",
    arguments: [
      ("@Suite struct S {\n  @Test(\"Name: x\") func a() {}\n}", true),
      ("@Suite struct S {\n  // @Test(\"Name: x\") func a() {}\n}", false),
      ("@Suite struct S {\n  @Test(\"Name: x\", .disabled()) func a() {}\n}", false),
      ("@Suite struct S {\n  @Test(\n    \"Name: x\",\n    .disabled(\"slow\"))\n  func a() {}\n}", false),
      ("@Suite struct S {\n  @Test(\"Name: x\", .enabled(if: false)) func a() {}\n}", false),
      ("@Suite(.disabled()) struct S {\n  @Test(\"Name: x\") func a() {}\n}", false),
      ("#if false\n@Suite struct S {\n  @Test(\"Name: x\") func a() {}\n}\n#endif", false),
      ("@Suite struct S {\n  /*\n  @Test(\"Name: x\") func a() {}\n  */\n}", false),
      ("@Suite struct S {\n  let text = \"Name: x\"\n  func a() {}\n}", false),
      (
        "@Suite struct S {\n  let all = [\n    \"Name: x\"\n  ]\n  @Test(\"y\", arguments: all) func a() {}\n}",
        true
      ),
      (
        "@Suite struct S {\n  let all = [\n    \"Name: x\"\n  ]\n  @Test(\"y\", .disabled(), arguments: all) func a() {}\n}",
        false
      ),
    ])
  func judging(_ source: String, _ isGood: Bool) {
    #expect((Self.judge("Name: x", in: source) == nil) == isGood)
  }
}
