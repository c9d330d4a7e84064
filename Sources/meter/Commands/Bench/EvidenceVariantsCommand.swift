import ArgumentParser
import Bench
import Foundation

struct EvidenceVariantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "variants",
    abstract: "Which results of a tested meter stand for a variant with the same three firmware identities.",
    discussion: """
      Both packs are verified first. Advisory: no published text makes this a rule. Exit code 4 when a test is left to be
      done on the variant, or was not passed there.
      """)

  @Argument(help: "Evidence folder of the meter that was tested.") var tested: String
  @Argument(help: "Evidence folder of the variant: another meter, with what was tested on it.") var variant:
    String
  @OptionGroup var evidence: EvidenceOptions
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let keys = try evidence.keys()
    let (first, second) = (try pack(tested), try pack(variant))
    let comparison: VariantComparison
    do { comparison = try VariantComparison(tested: first, variant: second) } catch {
      throw CommandFailure(.data, error.reason)
    }
    let report = comparison.pack(
      tested: first, variant: second, tester: evidence.tester, witness: evidence.witness,
      startedAt: Date().formatted(.iso8601))
    try evidence.write(report, raw: [:], configuration: comparison, keys: keys)
    if json {
      try JSONOutput.print(comparison)
    } else {
      for identity in comparison.identities {
        print(
          "\(identity.name): \(identity.tested ?? "not told") and \(identity.variant ?? "not told"): \(identity.isShared ? "shared" : "NOT shown to be the same")"
        )
      }
      for outcome in comparison.outcomes { print("\(outcome.id)\t\(outcome.standing)\t\(outcome.reason)") }
    }
    guard comparison.open.isEmpty else {
      throw CommandFailure(
        .data, "left to be shown on the variant: \(comparison.open.joined(separator: ", "))")
    }
  }

  private func pack(_ path: String) throws -> EvidencePack {
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.usage, "\(path): no such folder")
    }
    let folder = EvidenceFolder(path: path)
    if let finding = folder.verifyFiles().first {
      throw CommandFailure(.data, "\(path): not as it was made: \(finding)")
    }
    return try folder.pack()
  }
}
