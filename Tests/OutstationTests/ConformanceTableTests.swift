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
      // The name stands in a line that declares a test or one of its arguments.
      #expect(
        source.split(separator: "\n").contains { line in
          line.contains("\"") && line.contains(row[2])
            && !line.trimmingCharacters(in: .whitespaces).hasPrefix("//")
        }, "\(row[0]): no test \"\(row[2])\" in \(path)")
    }
  }
}
