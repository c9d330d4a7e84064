import Foundation
import Testing

@testable import Bench

@Suite struct EvidenceTests {
  private static func folder() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("evidence-\(UUID().uuidString)").path
  }

  private static func write(_ path: String, mode: CMSBench.Mode = .initial, ids: [String] = ["S1"]) throws {
    let run = CMSBench().run(
      ScenarioPack.scenarios(ids)!, mode: mode, tester: "T <Tester>", witness: "W", startedAt: 1_767_571_200,
      version: "test")
    try EvidenceFolder(path: path).write(
      run.pack, raw: run.raw, configuration: Data("{}".utf8), versions: ["swift-meter": "test"])
  }

  @Test("Written, signed and verified; every single change is found")
  func tampering() throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.write(path)
    let evidence = EvidenceFolder(path: path)
    #expect(evidence.verifyFiles() == [])
    let key = EvidenceKey()
    try evidence.sign(key, role: "tester", name: "T", atSeconds: 1_767_571_300)
    try evidence.sign(EvidenceKey(), role: "witness", name: "W", atSeconds: 1_767_571_400)
    #expect(evidence.verifyFiles() == [])
    #expect(evidence.verifySignatures().map(\.problem) == [nil, nil])
    #expect(throws: EvidenceError.self) { try evidence.sign(key, role: "tester", name: "T", atSeconds: 0) }
    // One byte of each file.
    let files = FileManager.default.enumerator(atPath: path)!.compactMap { $0 as? String }
    for file in files.sorted() {
      let url = URL(fileURLWithPath: path).appendingPathComponent(file)
      guard var data = try? Data(contentsOf: url), !data.isEmpty else { continue }
      let original = data
      data[data.count / 2] ^= 1
      try data.write(to: url)
      let isSeen =
        !evidence.verifyFiles().isEmpty || evidence.verifySignatures().count != 2
        || evidence.verifySignatures().contains { $0.problem != nil }
      #expect(isSeen, "a change in \(file) goes unseen")
      try original.write(to: url)
    }
    #expect(evidence.verifyFiles() == [])
    try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/raw/S1/more.txt"))
    #expect(evidence.verifyFiles().first?.contains("added later") == true)
    try FileManager.default.removeItem(atPath: path + "/raw/S1/more.txt")
    try FileManager.default.removeItem(atPath: path + "/results.csv")
    #expect(evidence.verifyFiles() == ["results.csv is missing"])
    #expect(throws: EvidenceError.self) { try Self.write(path) }
  }

  @Test("The report holds its plots, loads nothing and escapes names")
  func report() throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.write(path)
    let html = try String(contentsOfFile: path + "/report.html", encoding: .utf8)
    #expect(html.contains("<svg"))
    #expect(html.contains("T &lt;Tester&gt;"))
    #expect(!html.contains("http") && !html.contains("<script") && !html.contains("src="))
    #expect(html.contains("unverified") && html.contains("no approval"))
  }

  @Test("A key file that others can read is refused")
  func keys() throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let key = EvidenceKey()
    try key.save(path: path)
    #expect(try EvidenceKey(path: path).publicKeyText == key.publicKeyText)
    #expect(throws: EvidenceError.self) { try key.save(path: path) }
    chmod(path, 0o644)
    #expect(throws: EvidenceError.self) { try EvidenceKey(path: path) }
  }
}
