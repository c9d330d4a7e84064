import ArgumentParser
import Bench
import Foundation

struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "Check, sign and compare evidence packs, and make keys for them.",
    subcommands: [Verify.self, Sign.self, Key.self, EvidenceVariantsCommand.self])

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Check files against the manifest, and the signatures. Exit code 4 when anything differs or a test failed."
    )

    @Argument(help: "Evidence folder.") var folder: String
    @Option(help: "Public key (base64) that must have signed; may be given more than once.") var trusted:
      [String] = []
    @Option(help: "Role that must have signed (tester, witness); may be given more than once.") var require:
      [String] = []

    func run() throws {
      guard FileManager.default.fileExists(atPath: folder) else {
        throw CommandFailure(.usage, "\(folder): no such folder")
      }
      let evidence = EvidenceFolder(path: folder)
      var findings = evidence.verifyFiles()
      print("files: \(findings.isEmpty ? "all as in the manifest" : "\(findings.count) findings")")
      let signatures = evidence.verifySignatures()
      if signatures.isEmpty { print("signatures: none") }
      for (signature, problem) in signatures {
        print(
          "signature of \(signature.role) '\(signature.name)', \(signature.signedAt), key \(signature.publicKey): \(problem ?? "right")"
        )
        if let problem { findings.append(problem) }
      }
      for key in trusted
      where !signatures.contains(where: { $0.signature.publicKey == key && $0.problem == nil }) {
        findings.append("no right signature by the key \(key)")
      }
      let pack: EvidencePack
      do { pack = try evidence.pack() } catch {
        // What was changed comes first.
        for finding in findings { print("finding: \(finding)") }
        throw error
      }
      for role in (pack.signatories ?? []) + require
      where !signatures.contains(where: { $0.signature.role == role && $0.problem == nil }) {
        findings.append("signature-\(role).json: no right signature of the \(role), who signs this pack")
      }
      let open = pack.cases.filter { $0.verdict == .notRun }.map(\.id)
      let failed = pack.cases.filter { !$0.isPassed && !pack.mayStayOpen($0) }.map(\.id)
      let passed = pack.cases.filter(\.isPassed).count
      print(
        "verdict: \(passed) of \(pack.cases.count) tests passed, \(open.count) not run, mode \(pack.mode)")
      for finding in findings { print("finding: \(finding)") }
      if !findings.isEmpty { throw CommandFailure(.data, "the evidence is not as it was made") }
      if !failed.isEmpty { throw CommandFailure(.data, "failed: \(failed.joined(separator: ", "))") }
    }
  }

  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Sign an evidence pack.")

    @Argument(help: "Evidence folder.") var folder: String
    @Option(help: "tester or witness.") var role: String
    @Option(help: "Who signs.") var name: String
    @Option(help: "Key file.") var key: String

    func run() throws {
      let key = try EvidenceKey(path: key)
      try EvidenceFolder(path: folder).sign(
        key, role: role, name: name, atSeconds: Int64(Date().timeIntervalSince1970))
      print("signed as \(role), key \(key.publicKeyText)")
    }
  }

  struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a signing key (Ed25519) in a new file.")

    @Argument(help: "New key file; only its owner can read it.") var path: String

    func run() throws {
      let key = EvidenceKey()
      try key.save(path: path)
      print("public key \(key.publicKeyText)")
    }
  }
}
