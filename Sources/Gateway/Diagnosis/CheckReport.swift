/// Findings of a check.
public struct CheckReport: Encodable, Sendable {
  /// What was checked.
  public var title: String
  /// The findings in order.
  public var findings: [Finding]

  /// True when something is missing.
  public var hasFailure: Bool { findings.contains { $0.level == .failure } }

  /// A list for people.
  public var text: String {
    let marks: [Finding.Level: String] = [.ok: "ok", .note: "note", .failure: "FAIL"]
    return
      ([title]
      + findings.map { "  \((marks[$0.level] ?? "").padding(to: 4))  \($0.subject): \($0.detail)" })
      .joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}
