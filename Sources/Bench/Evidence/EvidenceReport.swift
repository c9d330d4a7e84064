import Foundation

/// `report.html`: one file, no script, nothing loaded from elsewhere; plots as inline SVG; prints on A4.
struct EvidenceReport {
  var pack: EvidencePack

  var html: String {
    var out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>\(escape(pack.title))</title><style>\n\(EvidenceReportStyle.css)</style></head><body>\n"
    out +=
      "<header><p class=\"kicker\">Evidence of tests · swift-meter</p><h1>\(escape(pack.title))</h1></header>\n<main>\n"
    out += banner + "<p class=\"note\">\(escape(pack.disclaimer))</p>\n"
    out += "<h2>What was tested</h2>" + facts
    out += "<h2>Results at a glance</h2>" + overview
    out += "<h2>Limits and settings</h2>" + table(["Name", "Value and source"], pack.settings, caption: nil)
    for test in pack.cases where !Self.isIdle(test) { out += section(test) }
    out += notRun
    return out + signatures
      + "</main><footer><p>Made by swift-meter. Raw files, configuration, versions and the manifest are in the folder beside this file; check all of it with <code>meter evidence verify</code>.</p></footer>\n</body></html>\n"
  }

  private var banner: String {
    var out =
      "<div class=\"banner \(Self.style(pack.verdict))\"><span class=\"big\">\(word)</span><ul>"
    for verdict in [EvidenceVerdict.pass, .warn, .fail, .notProven, .notRun] {
      let count = pack.cases.filter { $0.verdict == verdict }.count
      if count > 0 { out += "<li><b>\(count)</b> \(verdict.rawValue)</li>" }
    }
    return out + "<li><b>\(pack.cases.count)</b> tests</li></ul></div>\n"
  }

  private var facts: String {
    var rows = [
      ["Mode", pack.mode], ["Started", pack.startedAt],
      ["Tester", pack.tester.isEmpty ? "not named" : pack.tester],
      ["Witness", pack.witness.isEmpty ? "none" : pack.witness],
    ]
    rows += pack.subject.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    return "<table class=\"facts\"><tbody>"
      + rows.map { "<tr><th scope=\"row\">\(escape($0[0]))</th><td>\(escape($0[1]))</td></tr>" }.joined()
      + "</tbody></table>\n"
  }

  private var overview: String {
    var out =
      "<table class=\"overview\"><thead><tr><th scope=\"col\">Test</th><th scope=\"col\">Title</th><th scope=\"col\">Origin</th><th scope=\"col\">Verdict</th></tr></thead><tbody>"
    for test in pack.cases {
      out +=
        "<tr><th scope=\"row\"><a href=\"#\(escape(test.id))\">\(escape(test.id))</a></th><td>\(escape(test.title))</td><td>\(escape(test.origin))</td><td>\(badge(test.verdict))</td></tr>"
    }
    return out + "</tbody></table>\n"
  }

  private func section(_ test: EvidenceCase) -> String {
    let id = escape(test.id)
    var out =
      "<section id=\"\(id)\" aria-labelledby=\"\(id)-h\"><div class=\"head\"><h2 id=\"\(id)-h\">\(id) · \(escape(test.title))</h2>\(badge(test.verdict))</div>"
    out += "<p>\(escape(test.purpose)) <span class=\"origin\">\(escape(test.origin))</span></p>"
    if let fault = test.injectedFault { out += "<p class=\"note\">Injected fault: \(escape(fault))</p>" }
    if !test.steps.isEmpty {
      out += "<ol>" + test.steps.map { "<li>\(escape($0))</li>" }.joined() + "</ol>"
    }
    out += checks(test)
    for plot in EvidencePlot.plots(of: test) { out += "<figure>\(plot.svg)</figure>" }
    for item in test.tables {
      out += "<details\(item.rows.count <= 60 ? " open" : "")><summary>\(escape(item.title))</summary>"
      out += table(item.columns, item.rows, caption: item.title) + "</details>"
    }
    if !test.rawFiles.isEmpty {
      out += "<p class=\"raw\">Raw: "
      out +=
        test.rawFiles.map { "<a href=\"raw/\(id)/\(escape($0))\">\(escape($0))</a>" }.joined(separator: ", ")
        + "</p>"
    }
    return out + "</section>\n"
  }

  /// True for a test that has nothing to show but why it was not run.
  private static func isIdle(_ test: EvidenceCase) -> Bool {
    test.verdict == .notRun && test.checks.count == 1 && test.tables.isEmpty && test.series.isEmpty
      && test.rawFiles.isEmpty
  }

  /// What was not run, and why, in one table.
  private var notRun: String {
    let tests = pack.cases.filter(Self.isIdle)
    guard !tests.isEmpty else { return "" }
    var out =
      "<section aria-labelledby=\"not-run\"><h2 id=\"not-run\">Not run, and why</h2><p>None of these counts as passed.</p><table class=\"idle\"><thead><tr><th scope=\"col\">Test</th><th scope=\"col\">Title and limit</th><th scope=\"col\">Why it was not run</th><th scope=\"col\">Source</th></tr></thead><tbody>"
    for test in tests {
      let check = test.checks[0]
      let limit =
        check.limit.isEmpty || check.limit == test.title
        ? "" : "<br><span class=\"origin\">\(escape(check.limit))</span>"
      out +=
        "<tr id=\"\(escape(test.id))\"><th scope=\"row\">\(escape(check.rule ?? test.id))</th><td>\(escape(test.title))\(limit)</td><td>\(escape(check.found))</td><td class=\"rule\">\(escape(check.source ?? test.origin))\(check.status.map { "<br><i class=\"status\">\($0.rawValue)</i>" } ?? "")</td></tr>"
    }
    return out + "</tbody></table></section>\n"
  }

  private func checks(_ test: EvidenceCase) -> String {
    guard !test.checks.isEmpty else { return "" }
    let hasRules = test.checks.contains { $0.rule != nil || $0.source != nil || $0.status != nil }
    // A limit that only repeats what is expected is not said twice.
    let hasLimits = test.checks.contains { !$0.limit.isEmpty && $0.limit != $0.expected }
    var heads = [("Check", "name"), ("Expected", "wide"), ("Found", "")]
    if hasLimits { heads.append(("Limit", "limit")) }
    if hasRules { heads.append(("Rule and source", "rule")) }
    heads.append(("Verdict", "verdict"))
    var out = "<table class=\"checks\"><colgroup>"
    out += heads.map { "<col\($0.1.isEmpty ? "" : " class=\"\($0.1)\"")>" }.joined()
    out += "</colgroup><thead><tr>"
    out += heads.map { "<th scope=\"col\">\($0.0)</th>" }.joined() + "</tr></thead><tbody>"
    for check in test.checks {
      out +=
        "<tr><th scope=\"row\">\(escape(check.name))</th><td>\(escape(check.expected))</td><td>\(escape(check.found))</td>"
      if hasLimits { out += "<td>\(escape(check.limit))</td>" }
      if hasRules { out += "<td class=\"rule\">\(rule(check))</td>" }
      out += "<td>\(badge(check.verdict))</td></tr>"
    }
    return out + "</tbody></table>"
  }

  private func rule(_ check: EvidenceCheck) -> String {
    var parts: [String] = []
    if let rule = check.rule { parts.append("<b>\(escape(rule))</b>") }
    if let source = check.source { parts.append(escape(source)) }
    if let status = check.status { parts.append("<i class=\"status\">\(status.rawValue)</i>") }
    return parts.joined(separator: "<br>")
  }

  private func table(_ columns: [String], _ rows: [[String]], caption: String?) -> String {
    let label = caption.map { " aria-label=\"\(escape($0))\"" } ?? ""
    return "<table\(columns.count == 2 ? " class=\"pair\"" : "")\(label)><thead><tr>"
      + columns.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
      + "</tr></thead><tbody>"
      + rows.map { "<tr>" + $0.map(cell).joined() + "</tr>" }.joined()
      + "</tbody></table>\n"
  }

  /// Cells with words longer than a line may break anywhere, others keep their words and numbers whole.
  private func cell(_ text: String) -> String {
    let isLong = text.split(separator: " ").contains { $0.count > 24 }
    return "<td\(isLong ? " class=\"long\"" : "")>\(escape(text))</td>"
  }

  /// Lines for a hand on paper; the signatures that count are files beside the report.
  private var signatures: String {
    let roles = pack.signatories ?? ["tester", "witness"]
    var out =
      "<section class=\"sign\"><h2>Signatures</h2><p>The Ed25519 signatures are in <code>signature-&lt;role&gt;.json</code> and bind <code>manifest.sha256</code>, thus every file. On paper:</p><div class=\"lines\">"
    for role in roles { out += "<p><span></span>\(escape(role)), name and date</p>" }
    return out + "</div></section>\n"
  }

  private static func style(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .pass: "pass"
    case .warn: "warn"
    case .fail: "fail"
    case .notProven, .notRun: "open"
    }
  }

  /// The whole in a word; what was left open is never hidden behind a pass.
  private var word: String {
    let isOpen = pack.cases.contains { $0.verdict == .notRun }
    switch pack.verdict {
    case .pass where isOpen: return "passed, as far as run"
    case .warn where isOpen: return "passed with warnings, as far as run"
    default: return Self.word(pack.verdict)
    }
  }

  private static func word(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .pass: "passed"
    case .warn: "passed with warnings"
    case .fail: "FAILED"
    case .notProven: "not proven"
    case .notRun: "not complete"
    }
  }

  private func badge(_ verdict: EvidenceVerdict) -> String {
    "<span class=\"badge \(Self.style(verdict))\">\(verdict == .fail ? "FAIL" : verdict.rawValue)</span>"
  }

  private func escape(_ text: String) -> String { EvidencePlot.escape(text) }
}
