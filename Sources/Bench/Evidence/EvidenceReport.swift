import Foundation

/// `report.html`: one file, no script, nothing loaded from elsewhere; plots as inline SVG.
struct EvidenceReport {
  var pack: EvidencePack

  var html: String {
    var out = """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(escape(pack.title))</title><style>
      body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#1b1f24}
      table{border-collapse:collapse;margin:.6em 0;font-variant-numeric:tabular-nums}
      td,th{border:1px solid #d0d7de;padding:.2em .6em;text-align:left;vertical-align:top}th{background:#f6f8fa}
      .pass{color:#116329;font-weight:600}.fail{color:#a40e26;font-weight:600}
      .note{background:#fff8c5;border:1px solid #d4a72c;padding:.5em 1em}
      section{border-top:2px solid #d0d7de;margin-top:2em}details{margin:.5em 0}svg{max-width:100%;height:auto}
      </style></head><body><h1>\(escape(pack.title))</h1><p class="note">\(escape(pack.disclaimer))</p>
      """
    let passed = pack.cases.filter(\.isPassed).count
    out +=
      "<p>Mode <b>\(escape(pack.mode))</b>, started \(escape(pack.startedAt)). Tester: \(escape(pack.tester)). "
    out += "Witness: \(escape(pack.witness.isEmpty ? "none" : pack.witness)). "
    out += "Verdict: \(verdict(pack.isPassed)) (\(passed) of \(pack.cases.count) tests passed).</p>"
    out += table(["Tested", "Version"], pack.subject.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })
    out += "<h2>Limits and settings</h2>" + table(["Name", "Value and source"], pack.settings)
    out += "<h2>Tests</h2><table><tr><th>Test</th><th>Title</th><th>Origin</th><th>Verdict</th></tr>"
    for test in pack.cases {
      out +=
        "<tr><td><a href=\"#\(escape(test.id))\">\(escape(test.id))</a></td><td>\(escape(test.title))</td><td>\(escape(test.origin))</td><td>\(verdict(test.isPassed))</td></tr>"
    }
    out += "</table>"
    for test in pack.cases { out += section(test) }
    return out
      + "<p>Signatures are in the folder beside this file; check with <code>meter evidence verify</code>.</p></body></html>\n"
  }

  private func section(_ test: EvidenceCase) -> String {
    var out =
      "<section id=\"\(escape(test.id))\"><h2>\(escape(test.id)) \(escape(test.title)): \(verdict(test.isPassed))</h2>"
    out += "<p>\(escape(test.purpose))</p>"
    if let fault = test.injectedFault { out += "<p class=\"note\">Injected fault: \(escape(fault))</p>" }
    if !test.steps.isEmpty { out += "<ol>" + test.steps.map { "<li>\(escape($0))</li>" }.joined() + "</ol>" }
    out += "<table><tr><th>Check</th><th>Expected</th><th>Found</th><th>Limit</th><th>Verdict</th></tr>"
    for check in test.checks {
      out +=
        "<tr><td>\(escape(check.name))</td><td>\(escape(check.expected))</td><td>\(escape(check.found))</td><td>\(escape(check.limit))</td><td>\(verdict(check.isPassed))</td></tr>"
    }
    out += "</table>"
    var units: [String] = []
    for series in test.series where !units.contains(series.unit) { units.append(series.unit) }
    for unit in units { out += EvidencePlot(series: test.series.filter { $0.unit == unit }, unit: unit).svg }
    for item in test.tables {
      out += "<details\(item.rows.count <= 12 ? " open" : "")><summary>\(escape(item.title))</summary>"
      out += table(item.columns, item.rows) + "</details>"
    }
    if !test.rawFiles.isEmpty {
      out += "<p>Raw: "
      out +=
        test.rawFiles.map { "<a href=\"raw/\(escape(test.id))/\(escape($0))\">\(escape($0))</a>" }.joined(
          separator: ", ") + "</p>"
    }
    return out + "</section>"
  }

  private func table(_ columns: [String], _ rows: [[String]]) -> String {
    "<table><tr>" + columns.map { "<th>\(escape($0))</th>" }.joined() + "</tr>"
      + rows.map { "<tr>" + $0.map { "<td>\(escape($0))</td>" }.joined() + "</tr>" }.joined() + "</table>"
  }

  private func verdict(_ isPassed: Bool) -> String {
    isPassed ? "<span class=\"pass\">pass</span>" : "<span class=\"fail\">FAIL</span>"
  }

  private func escape(_ text: String) -> String { EvidencePlot.escape(text) }
}
