import Crypto
import Foundation
import Testing

@testable import GBCS

struct KeyFileTests {
  private func file(_ text: String, mode: Int) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString).json")
      .path
    #expect(
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private var example: (text: String, secret: String) {
    let key = P256.KeyAgreement.PrivateKey()
    let secret = Hex.text(key.rawRepresentation)
    return ("{\"00db1234567890a0\": {\"ka_private\": \"\(secret)\"}}", secret)
  }

  @Test func ownersFileIsRead() throws {
    let path = try file(example.text, mode: 0o600)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ring = try KeyFile.load(path)
    #expect(ring.has(.agreementPrivate, of: .device))
    #expect(ring.has(.agreementPublic, of: .device))
    #expect(!ring.has(.signingPublic, of: .device))
  }

  @Test(arguments: [0o640, 0o604, 0o644, 0o666, 0o620])
  func openFilesAreRefused(mode: Int) throws {
    let path = try file(example.text, mode: mode)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: KeyFileError.tooOpen(path, mode: UInt16(mode))) { try KeyFile.load(path) }
    #expect(try KeyFile.load(path, permissions: .any).entities == [.device])
  }

  @Test func nothingPrintsAKey() throws {
    let (text, secret) = example
    let ring = try KeyFile.keys(in: Data(text.utf8), path: "keys")
    var printed = "\(ring)" + String(reflecting: ring)
    dump(ring, to: &printed)
    #expect(!printed.lowercased().contains(secret))
    // Nor an error about a wrong one.
    let wrong = text.replacingOccurrences(of: secret, with: "00" + secret)
    let error = #expect(throws: KeyFileError.self) { try KeyFile.keys(in: Data(wrong.utf8), path: "keys") }
    #expect(error.map { !$0.description.contains(secret) } == true)
  }

  @Test func malformedFilesSayWhat() {
    for text in [
      "", "[]", "{\"nonsense\": {}}", "{\"00db1234567890a0\": {\"ka_secret\": \"00\"}}",
      "{\"00db1234567890a0\": {\"ds_public\": \"04\"}}",
    ] {
      #expect(throws: KeyFileError.self, "\(text)") { try KeyFile.keys(in: Data(text.utf8), path: "keys") }
    }
    #expect(throws: KeyFileError.self) { try KeyFile.load("/nonexistent/keys.json") }
    #expect(throws: KeyFileError.self) { try KeyFile.load("/tmp") }
  }
}
