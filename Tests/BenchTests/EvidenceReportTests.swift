import Foundation
import Testing

@testable import Bench

/// Verdicts, plots and secrets of packs.
@Suite struct EvidenceReportTests {
  private static func pack(_ verdicts: [EvidenceVerdict]) -> EvidencePack {
    var pack = EvidencePack(
      title: "Pack <1>", disclaimer: "no approval", mode: "test", startedAt: "2026-03-02T10:00:00Z",
      tester: "T",
      witness: "", subject: [:], settings: [])
    for (index, verdict) in verdicts.enumerated() {
      var test = EvidenceCase(id: "C\(index)", title: "t", origin: "o", purpose: "p")
      test.checks = [
        EvidenceCheck("ok", expected: "1", equals: "1"),
        EvidenceCheck(
          "<it>", expected: "e", found: "f", limit: "l", verdict: verdict, rule: "R-1", source: "a & b",
          status: .advisory),
      ]
      pack.cases.append(test)
    }
    return pack
  }

  @Test("The worst verdict is the whole's; a warning stands against nobody")
  func verdicts() {
    #expect(EvidenceVerdict.worst([]) == .notRun)
    #expect(EvidenceVerdict.worst([.pass, .warn]) == .warn && EvidenceVerdict.warn.isPassed)
    #expect(EvidenceVerdict.worst([.fail, .notProven, .notRun, .warn]) == .fail)
    #expect(EvidenceVerdict.worst([.notProven, .notRun]) == .notProven)
    #expect(Self.pack([.pass, .warn]).isPassed)
    for verdict in [EvidenceVerdict.notProven, .notRun, .fail] {
      #expect(!Self.pack([.pass, verdict]).isPassed)
    }
    #expect(!EvidenceCase(id: "x", title: "", origin: "", purpose: "").isPassed)
  }

  @Test("Packs of before there were more verdicts than two are read; new ones keep everything")
  func codable() throws {
    let old = #"{"name":"n","expected":"1","found":"2","limit":"","isPassed":false}"#
    let check = try JSONDecoder().decode(EvidenceCheck.self, from: Data(old.utf8))
    #expect(check.verdict == .fail && check.rule == nil)
    let pack = Self.pack(EvidenceVerdict.allCases)
    #expect(try JSONDecoder().decode(EvidencePack.self, from: JSONEncoder().encode(pack)) == pack)
  }

  @Test("The report says every verdict in words, names rule, source and status, and escapes")
  func report() {
    let html = EvidenceReport(pack: Self.pack(EvidenceVerdict.allCases)).html
    for word in [
      ">pass<", ">warn<", ">not proven<", ">not run<", ">FAIL<", "R-1", "a &amp; b", ">advisory<", "FAILED",
    ] {
      #expect(html.contains(word), "\(word)")
    }
    #expect(html.contains("Pack &lt;1&gt;") && !html.contains("<it>"))
    #expect(Self.pack([.warn]).csv.contains("C0,t,<it>,e,f,l,warn,R-1,a & b,advisory"))
  }

  @Test("Curves of one title share a plot; times, logarithms and lone points are drawn with finite numbers")
  func plots() {
    var test = EvidenceCase(id: "P", title: "Clock", origin: "o", purpose: "p")
    let start = 1_772_445_600.0
    test.series = [
      EvidenceSeries(
        name: "offset", unit: "s", isStepped: false,
        points: (0..<48).map { (start + Double($0) * 1800, Double($0) / 9) }),
      EvidenceSeries(name: "limit", unit: "s", isStepped: true, points: [(start, 20), (start + 86_400, 20)]),
      EvidenceSeries(name: "lone", unit: "W", isStepped: false, points: [(1, 0)]),
      EvidenceSeries(name: "none", unit: "V", isStepped: false, points: []),
    ]
    test.series[1].role = .limit
    var error = EvidenceSeries(name: "e", unit: "%", isStepped: false, points: [(0.05, 0.1), (6, -0.2)])
    error.isLogarithmic = true
    error.uncertainty = [0.02, 0.03]
    error.plot = "Errors"
    test.series.append(error)
    let plots = EvidencePlot.plots(of: test)
    #expect(plots.map(\.title) == ["Clock, in s", "Clock, in W", "Errors"])
    for plot in plots {
      let svg = plot.svg
      #expect(svg.contains("<title id=\"\(plot.id)-t\">") && svg.contains("<desc id=\"\(plot.id)-d\">"))
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
    #expect(plots[0].svg.contains("12:00Z") && plots[0].svg.contains("stroke-dasharray"))
    #expect(plots[2].svg.components(separatedBy: "<circle").count == 3)
    #expect(
      PlotAxis([0.05, 6], from: 0, to: 1, isLogarithmic: true, isPadded: false).ticks == [
        0.05, 0.1, 0.2, 0.5, 1, 2, 5,
      ])
  }

  @Test(
    "A pack with a password in any form is not written", arguments: ["level2secret", "6C 65 76", "base64"])
  func secrets(_ form: String) throws {
    let secret = Array("level2secret".utf8)
    let text =
      switch form {
      case "base64": Data(secret).base64EncodedString()
      case "6C 65 76": secret.map { String($0, radix: 16).uppercased() }.joined(separator: " ")
      default: form
      }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect {
      try EvidenceFolder(path: path).write(
        Self.pack([.pass]), raw: ["C0": ["line.txt": Data("> \(text) <".utf8)]],
        configuration: Data("{}".utf8),
        versions: [:], secrets: [secret])
    } throws: { ($0 as? EvidenceError)?.reason.contains("raw/C0/line.txt") == true }
    #expect(!FileManager.default.fileExists(atPath: path))
    var pack = Self.pack([.pass])
    pack.cases[0].checks[0].found = "level2secret"
    #expect(throws: EvidenceError.self) {
      try EvidenceFolder(path: path).write(
        pack, raw: [:], configuration: Data("{}".utf8), versions: [:], secrets: [secret])
    }
  }

  @Test("Raw files stay in their folder")
  func names() {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("names-\(UUID().uuidString)")
      .path
    for name in ["../x", "a/b", "", ".hidden", "a b"] {
      #expect(throws: EvidenceError.self) {
        try EvidenceFolder(path: path).write(
          Self.pack([.pass]), raw: ["C0": [name: Data()]], configuration: Data(), versions: [:])
      }
    }
  }

  @Test("What a witness sees follows the events")
  func progress() {
    let progress = BenchProgress(title: "Run", facts: [["Tester", "T"]])
    progress.take(.planned([BenchStep(id: "A", title: "first"), BenchStep(id: "B", title: "second")]))
    progress.take(.began(id: "A"))
    progress.take(.progress(id: "A", text: "12 pulses", share: 0.5))
    progress.take(.waiting(id: "B", instruction: "set 5 A"))
    #expect(progress.snapshot.steps.map(\.phase) == [.running, .attention])
    #expect(progress.snapshot.steps[0].share == 0.5)
    var test = EvidenceCase(id: "A", title: "first", origin: "", purpose: "")
    test.checks = [EvidenceCheck("c", expected: "1", equals: "1")]
    progress.take(.ended(test))
    for index in 0..<60 { progress.take(.message("m\(index)")) }
    progress.take(.finished(.pass))
    let seen = progress.snapshot
    #expect(seen.steps[0].phase == .done && seen.steps[0].verdict == .pass && seen.steps[0].checks.count == 1)
    #expect(seen.messages.count == 50 && seen.messages.last == "m59" && seen.verdict == .pass)
    #expect(seen.revision == 66)
  }
}
