import ESMEService
import Foundation

/// A folder that is gone with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "esme-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A new meter in it, installed, at 2026-03-02T00:00Z.
  func meter(
    seed: UInt64 = 7, edition: ESMESettings.Edition = .mp184
  ) throws -> StoredESME {
    let settings = ESMESettings(
      identity: "020000fffe010007", edition: edition, household: SimulatedHousehold(seed: seed),
      startSeconds: 1_772_409_600)
    let stored = try StoredESME.create(ESMEFolder(path: path), settings)
    try stored.install()
    return stored
  }
}
