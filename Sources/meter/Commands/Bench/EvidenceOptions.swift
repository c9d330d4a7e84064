import ArgumentParser
import Bench
import Foundation

/// Where the evidence goes, and who signs it.
struct EvidenceOptions: ParsableArguments {
  @Option(help: "New folder for the evidence.") var output: String?
  @Option(help: "Who tests.") var tester: String = ""
  @Option(
    name: .customLong("witness"),
    help: "Who witnesses; or an address such as :8080 for a live read-only page. Both may be given.")
  var witnesses: [String] = []
  @Option(help: "Signing key of the tester; 'meter evidence key FILE' makes one.") var key: String?
  @Option(help: "Signing key of the witness.") var witnessKey: String?
  @Flag(help: "No report.pdf, also where a program could make it.") var noPdf = false

  /// Who witnesses; empty for nobody.
  var witness: String { witnesses.first { !Self.isAddress($0) } ?? "" }
  /// Where the live page is to be served.
  var witnessPage: String? { witnesses.first(where: Self.isAddress) }

  /// A person's name has no port.
  private static func isAddress(_ text: String) -> Bool {
    text.contains(":") && text.split(separator: ":").last.flatMap { UInt16($0) } != nil
  }

  /// Keys, read before a run: a wrong one must not cost it.
  struct Keys {
    var tester: EvidenceKey?
    var witness: EvidenceKey?
    /// Who signs, for the pack.
    var roles: [String] { (tester == nil ? [] : ["tester"]) + (witness == nil ? [] : ["witness"]) }
  }

  /// The keys; the folder must be new, or hold the unfinished run that the file named `state` marks.
  func keys(completing state: String? = nil) throws -> Keys {
    let keys = Keys(
      tester: try key.map { try EvidenceKey(path: $0) },
      witness: try witnessKey.map { try EvidenceKey(path: $0) })
    if output == nil, !keys.roles.isEmpty {
      throw CommandFailure(.usage, "nothing to sign: name the evidence folder with --output DIR")
    }
    if let output, let content = try? FileManager.default.contentsOfDirectory(atPath: output),
      !content.isEmpty, state.map({ !content.contains($0) || content.contains("manifest.sha256") }) ?? true
    {
      throw CommandFailure(
        .usage, "\(output) is not empty: evidence is never written over; name a new folder")
    }
    return keys
  }

  /// Writes, prints and signs; returns the folder, nil where none was asked for.
  @discardableResult
  func write(
    _ pack: EvidencePack, raw: [String: [String: Data]], configuration: some Encodable, keys: Keys,
    secrets: [[UInt8]] = [], completing state: String? = nil
  ) throws -> String? {
    guard let output else { return nil }
    var pack = pack
    if !keys.roles.isEmpty { pack.signatories = keys.roles }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let folder = EvidenceFolder(path: output)
    try folder.write(
      pack, raw: raw, configuration: encoder.encode(configuration),
      versions: [
        "swift-meter": MeterCommand.version, "system": ProcessInfo.processInfo.operatingSystemVersionString,
      ], printer: noPdf ? nil : .installed, secrets: secrets, completing: state)
    let now = Int64(Date().timeIntervalSince1970)
    if let key = keys.tester { try folder.sign(key, role: "tester", name: tester, atSeconds: now) }
    if let key = keys.witness { try folder.sign(key, role: "witness", name: witness, atSeconds: now) }
    return output
  }
}
