import Foundation
import Testing

@testable import Bench

/// `report.pdf` by whatever program is installed: stand-ins that behave as such programs do.
@Suite struct EvidencePrinterTests {
  private func versions(_ name: String, _ script: String) throws -> (versions: [String: String], pdf: Data?) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("printer-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let program = folder.appendingPathComponent(name)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    var pack = EvidencePack(
      title: "", disclaimer: "", mode: "", startedAt: "", tester: "", witness: "", subject: [:], settings: [])
    var test = EvidenceCase(id: "S1", title: "", origin: "", purpose: "")
    test.checks = [EvidenceCheck("", expected: "1", equals: "1")]
    pack.cases = [test]
    let evidence = EvidenceFolder(path: folder.appendingPathComponent("pack").path)
    try evidence.write(
      pack, raw: [:], configuration: Data("{}".utf8), versions: [:],
      printer: EvidencePrinter(path: program.path))
    #expect(evidence.verifyFiles() == [])
    let versions = try Data(contentsOf: evidence.url.appendingPathComponent("versions.json"))
    return (
      try JSONDecoder().decode([String: String].self, from: versions),
      FileManager.default.contents(atPath: evidence.url.appendingPathComponent("report.pdf").path)
    )
  }

  @Test(
    "Each program is called in its own way, and the pack holds what it made",
    arguments: [
      ("weasyprint", #"cp "$1" "$2""#), ("wkhtmltopdf", #"cp "$1" "$2""#),
      ("chromium", #"for a; do case $a in --print-to-pdf=*) echo page > "${a#*=}";; esac; done"#),
    ])
  func made(name: String, script: String) throws {
    let (versions, pdf) = try versions(name, script)
    #expect(pdf?.isEmpty == false)
    #expect(versions["report.pdf"] == "made with \(name)")
  }

  @Test("A program that fails or makes nothing costs no evidence; versions.json says why there is no PDF")
  func failed() throws {
    for (script, reason) in [("exit 3", "ended with 3"), ("exit 0", "made no file")] {
      let (versions, pdf) = try versions("weasyprint", script)
      #expect(pdf == nil)
      #expect(versions["report.pdf"]?.contains(reason) == true, "\(versions)")
    }
  }
}
