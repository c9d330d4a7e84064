import Foundation
import Testing

@testable import LinuxHAL

/// A settings file is old or new after a failure or a death at any step, never less.
@Suite struct DurableFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private let old = [UInt8](repeating: 1, count: 100_000)
  private let new = [UInt8](repeating: 2, count: 50)

  @Test("Replaced whole, with its permissions; an empty file as well")
  func replaces() throws {
    try withFolder { folder in
      let path = folder + "/settings.json"
      try DurableFile.replace(path, with: old)
      try DurableFile.replace(path, with: new, permissions: 0o600)
      #expect(FileManager.default.contents(atPath: path) == Data(new))
      let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(permissions as? Int == 0o600)
      try DurableFile.replace(path, with: [])
      #expect(FileManager.default.contents(atPath: path) == Data())
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["settings.json"])
    }
  }

  @Test(
    "A failure at each step leaves the old or the new content, and the next attempt succeeds",
    arguments: DurableFile.Step.allCases)
  func fails(at failing: DurableFile.Step) throws {
    try withFolder { folder in
      let path = folder + "/settings.json"
      try DurableFile.replace(path, with: old)
      #expect(throws: DurableFile.Failure(path: path, step: failing, errorNumber: ENOSPC)) {
        try DurableFile.replace(path, with: new, permissions: 0o640) { $0 == failing ? ENOSPC : 0 }
      }
      let isRenamed = failing == .syncFolder
      #expect(FileManager.default.contents(atPath: path) == Data(isRenamed ? new : old))
      try DurableFile.replace(path, with: new)
      #expect(FileManager.default.contents(atPath: path) == Data(new))
    }
  }

  @Test("A link in the place of the new file is not followed")
  func link() throws {
    try withFolder { folder in
      try Data("theirs".utf8).write(to: URL(fileURLWithPath: folder + "/other"))
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/settings.json.new", withDestinationPath: folder + "/other")
      try DurableFile.replace(folder + "/settings.json", with: new)
      #expect(FileManager.default.contents(atPath: folder + "/other") == Data("theirs".utf8))
      #expect(FileManager.default.contents(atPath: folder + "/settings.json") == Data(new))
    }
  }

  @Test("A folder that is not there is named")
  func noFolder() {
    #expect(
      throws: DurableFile.Failure(path: "/nowhere/at/all", step: .create, errorNumber: ENOENT)
    ) { try DurableFile.replace("/nowhere/at/all", with: new) }
  }
}
