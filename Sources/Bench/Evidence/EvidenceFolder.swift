import Crypto
import Foundation

/// An evidence pack on disk.
///
/// `report.html`, `report.pdf` (where a printer was given), `results.json` (schema beside it), `results.csv`, `configuration.json`, `versions.json`,
/// `raw/<case>/…`, `manifest.sha256` (SHA-256 of every file, in the form of `sha256sum`), and one
/// `signature-<role>.json` a signatory over the manifest.
public struct EvidenceFolder: Sendable {
  /// The folder.
  public let url: URL

  /// A folder at `path`.
  public init(path: String) { url = URL(fileURLWithPath: path, isDirectory: true) }

  static let manifestName = "manifest.sha256"

  /// Writes a pack into a new (or empty) folder.
  ///
  /// - Parameters:
  ///   - raw: raw files by case id and name.
  ///   - printer: makes `report.pdf`; without one, or where it fails, `versions.json` says why there is none.
  ///   - state: name of the file that marks a run kept in this folder; the pack is written around it while there is no manifest.
  ///   - secrets: octets that must appear in no file: nothing is written where one would.
  public func write(
    _ pack: EvidencePack, raw: [String: [String: Data]], configuration: Data, versions: [String: String],
    printer: EvidencePrinter? = nil, secrets: [[UInt8]] = [], completing state: String? = nil
  ) throws(EvidenceError) {
    do {
      try check(raw, pack)
      let scan = SecretScan(secrets)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let all: [(String, Data)] =
        [
          ("configuration.json", configuration), ("results.json", try encoder.encode(pack)),
          ("report.html", Data(EvidenceReport(pack: pack).html.utf8)), ("results.csv", Data(pack.csv.utf8)),
          ("versions.json", try encoder.encode(versions)),
        ]
        + raw.flatMap { test, files in files.map { ("raw/\(test)/\($0.key)", $0.value) } }
      for (name, data) in all where scan.finds(in: data) {
        throw EvidenceError(
          reason: "nothing written: a password or key would stand in \(name); mask it in the traces first")
      }
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      let present = try FileManager.default.contentsOfDirectory(atPath: url.path)
      let isCompleting = state.map { present.contains($0) && !present.contains(Self.manifestName) } ?? false
      guard present.isEmpty || isCompleting else {
        throw EvidenceError(
          reason: "\(url.path) is not empty: evidence is never written over; name a new folder")
      }
      try put(Data(EvidenceSchema.text.utf8), "results.schema.json")
      for (name, data) in all where name != "versions.json" { try put(data, name) }
      var versions = versions
      versions["report.pdf"] =
        "not made: chromium, weasyprint or wkhtmltopdf was not asked for or is not installed"
      if let printer {
        let problem = printer.print(
          url.appendingPathComponent("report.html"), to: url.appendingPathComponent("report.pdf"))
        versions["report.pdf"] = problem.map { "not made: \($0)" } ?? "made with \(printer.name)"
      }
      try put(encoder.encode(versions), "versions.json")
      try put(Data(try manifest().utf8), Self.manifestName)
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(reason: "\(url.path): \(error.localizedDescription)")
    }
  }

  /// Signs the manifest as it stands; refused where it does not describe the folder any more.
  public func sign(_ key: EvidenceKey, role: String, name: String, atSeconds seconds: Int64)
    throws(EvidenceError)
  {
    guard !role.isEmpty, role.utf8.allSatisfy({ (97...122).contains($0) }) else {
      throw EvidenceError(reason: "role '\(role)' is not a lower-case word (tester, witness)")
    }
    let findings = verifyFiles()
    guard findings.isEmpty else { throw EvidenceError(reason: "nothing signed: \(findings[0])") }
    do {
      let manifest = try Data(contentsOf: url.appendingPathComponent(Self.manifestName))
      let path = url.appendingPathComponent("signature-\(role).json")
      guard !FileManager.default.fileExists(atPath: path.path) else {
        throw EvidenceError(reason: "\(path.lastPathComponent) exists: evidence is signed once by each role")
      }
      var signature = EvidenceSignature(
        role: role, name: name,
        signedAt: Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601),
        publicKey: key.publicKeyText, signature: "")
      signature.signature = try key.sign(signature.message(manifest: manifest))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(signature).write(to: path)
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(reason: "\(url.path): \(error.localizedDescription)")
    }
  }

  /// Names of raw files stay inside their folder.
  private func check(_ raw: [String: [String: Data]], _ pack: EvidencePack) throws(EvidenceError) {
    for name in pack.cases.map(\.id) + raw.keys + raw.values.flatMap(\.keys)
    where name.isEmpty || name.hasPrefix(".") || !name.utf8.allSatisfy(Self.isNameOctet) {
      throw EvidenceError(
        reason: "'\(name)' is no name of a test or raw file: letters, digits, '.', '-', '_' and '+'")
    }
  }

  private static func isNameOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case 48...57, 65...90, 97...122, 43, 45, 46, 95: true
    default: false
    }
  }

  /// The names of all files the manifest describes.
  private func files() throws -> [String] {
    guard
      let walk = FileManager.default.enumerator(
        at: url, includingPropertiesForKeys: [.isRegularFileKey, .isSymbolicLinkKey])
    else {
      throw EvidenceError(reason: "\(url.path) cannot be read")
    }
    var names: [String] = []
    for case let file as URL in walk {
      let values = try file.resourceValues(forKeys: [.isRegularFileKey, .isSymbolicLinkKey])
      let name = String(file.standardizedFileURL.path.dropFirst(url.standardizedFileURL.path.count + 1))
      if values.isSymbolicLink == true {
        throw EvidenceError(reason: "\(name) is a link: evidence holds plain files only")
      }
      guard values.isRegularFile == true else { continue }
      if name == Self.manifestName || (name.hasPrefix("signature-") && !name.contains("/")) { continue }
      names.append(name)
    }
    return names.sorted()
  }

  private func manifest() throws -> String {
    try files().map { name in
      let digest = SHA256.hash(data: try Data(contentsOf: url.appendingPathComponent(name)))
      return "\(Self.hex(digest))  \(name)\n"
    }.joined()
  }

  /// What differs between the manifest and the files; empty when nothing does.
  public func verifyFiles() -> [String] {
    guard
      let stored = try? String(contentsOf: url.appendingPathComponent(Self.manifestName), encoding: .utf8)
    else { return ["\(Self.manifestName) is missing or is no text"] }
    do {
      var wanted: [String: String] = [:]
      for line in stored.split(separator: "\n") {
        guard line.utf8.count > 66, line.dropFirst(64).hasPrefix("  ") else {
          return ["manifest.sha256: '\(line)' is no entry"]
        }
        wanted[String(line.dropFirst(66))] = String(line.prefix(64))
      }
      var findings: [String] = []
      for name in try files() {
        guard let digest = wanted.removeValue(forKey: name) else {
          findings.append("\(name) is not in the manifest: it was added later")
          continue
        }
        let found = Self.hex(SHA256.hash(data: try Data(contentsOf: url.appendingPathComponent(name))))
        if found != digest {
          findings.append("\(name) was changed: SHA-256 is \(found), the manifest says \(digest)")
        }
      }
      findings += wanted.keys.sorted().map { "\($0) is missing" }
      // Whatever else was done to the manifest itself: order, empty lines.
      if findings.isEmpty, stored != (try manifest()) { return ["manifest.sha256 was changed"] }
      return findings
    } catch {
      return ["\(url.path): \((error as? EvidenceError)?.reason ?? error.localizedDescription)"]
    }
  }

  /// The signatures with a verdict each: `nil` for a right one, else what is wrong.
  public func verifySignatures() -> [(signature: EvidenceSignature, problem: String?)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    guard let manifest = try? Data(contentsOf: url.appendingPathComponent(Self.manifestName)) else {
      return []
    }
    return names.filter { $0.hasPrefix("signature-") }.sorted().map { name in
      guard let data = try? Data(contentsOf: url.appendingPathComponent(name)),
        let signature = try? JSONDecoder().decode(EvidenceSignature.self, from: data)
      else {
        return (
          EvidenceSignature(role: name, name: "", signedAt: "", publicKey: "", signature: ""),
          "\(name) cannot be read as a signature"
        )
      }
      if name != "signature-\(signature.role).json" {
        return (signature, "\(name) holds the role \(signature.role)")
      }
      return (
        signature,
        signature.isValid(manifest: manifest)
          ? nil : "\(name) does not fit manifest.sha256: one of the two was changed"
      )
    }
  }

  /// The pack of the folder.
  public func pack() throws(EvidenceError) -> EvidencePack {
    do {
      let data = try Data(contentsOf: url.appendingPathComponent("results.json"))
      let pack = try JSONDecoder().decode(EvidencePack.self, from: data)
      guard pack.format == EvidencePack.format else {
        throw EvidenceError(
          reason: "results.json has format '\(pack.format)', expected '\(EvidencePack.format)'")
      }
      return pack
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(reason: "results.json: \(error.localizedDescription)")
    }
  }

  private func put(_ data: Data, _ name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  static func hex(_ digest: some Sequence<UInt8>) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
