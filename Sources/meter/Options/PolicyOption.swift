import ArgumentParser
import Foundation
import Settlement

/// `--policy FILE`: limits; their defaults are unverified.
struct PolicyOption: ParsableArguments {
  @Option(help: "Policy file (JSON) with limits and their sources; see 'meter settle policy'.") var policy:
    String?

  func load() throws -> CMSPolicy {
    guard let policy else { return CMSPolicy() }
    return try CMSPolicy(parsing: try TextFile.data(policy))
  }
}
