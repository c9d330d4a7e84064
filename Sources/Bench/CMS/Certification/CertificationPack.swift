import Foundation

/// An evidence pack of a certification's folder, and what keeps it from counting.
struct CertificationPack {
  var name: String
  var pack: EvidencePack
  /// Changed files, missing or wrong signatures.
  var problems: [String]

  /// The packs in the sub-folders of `folder`, oldest run first.
  static func all(in folder: String) -> [CertificationPack] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.compactMap { name in
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path + "/results.json") else { return nil }
      let evidence = EvidenceFolder(path: path)
      guard let pack = try? evidence.pack() else { return nil }
      return CertificationPack(name: name, pack: pack, problems: problems(evidence, pack))
    }.sorted { $0.pack.startedAt < $1.pack.startedAt }
  }

  private static func problems(_ folder: EvidenceFolder, _ pack: EvidencePack) -> [String] {
    var problems = Array(folder.verifyFiles().prefix(1))
    let signatures = folder.verifySignatures()
    problems += signatures.compactMap { entry in entry.problem.map { "\(entry.signature.role): \($0)" } }
    for role in pack.mode == CMSBench.Mode.witness.rawValue ? ["tester", "witness"] : ["tester"]
    where !signatures.contains(where: { $0.signature.role == role && $0.problem == nil }) {
      problems.append("not signed by the \(role)")
    }
    return problems
  }
}
