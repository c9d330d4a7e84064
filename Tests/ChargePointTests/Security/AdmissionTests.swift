import Foundation
import Testing

@testable import ChargePoint

@Suite struct AdmissionTests {
  private let secrets = SecretsFile(passwords: ["CP 1".replacing(" ", with: ""): Array("correct horse".utf8)])

  @Test func theIdentityIsTheEndOfThePath() {
    #expect(Admission.identity(uri: "/ocpp/CP1") == "CP1")
    #expect(Admission.identity(uri: "/CP%31?x=/y") == "CP1")
    for bad in [
      "/", "/ocpp/", "/a%20b", "/a%2Fb", "/a%zz", "/a%0a", "/" + String(repeating: "x", count: 49),
      "/caf%C3%A9",
    ] {
      #expect(Admission.identity(uri: bad) == nil)
    }
  }

  @Test func onlyTheRightPasswordOfThisIdentityComesIn() {
    let admission = Admission(secrets: secrets)
    func judge(_ user: String, _ password: String) -> Admission.Verdict {
      admission.judge(
        uri: "/CP1", authorization: BasicCredentials(user: user, password: Array(password.utf8)).header,
        offered: ["ocpp1.6"])
    }
    #expect(judge("CP1", "correct horse") == .admitted(identity: "CP1", version: .v16))
    for (user, password) in [
      ("CP1", "correct hors"), ("CP1", "correct horsecorrect horse"), ("CP1", ""), ("CP2", "correct horse"),
    ] {
      #expect(judge(user, password) == .refused(status: 401, reason: "wrong credentials"))
    }
    #expect(
      admission.judge(uri: "/CP1", authorization: nil, offered: [])
        == .refused(status: 401, reason: "credentials are required"))
  }

  @Test func basicCredentialsAgreeWithFoundationsBase64() {
    for length in 0..<40 {
      let password = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
      let credentials = BasicCredentials(user: "CP1", password: password)
      let data = Data(Array("CP1:".utf8) + password)
      #expect(credentials.header == "Basic " + data.base64EncodedString())
      #expect(BasicCredentials(header: credentials.header) == credentials)
    }
    #expect(BasicCredentials(header: "Bearer abc") == nil)
    #expect(BasicCredentials(header: "Basic !!!!") == nil)
  }

  @Test func aSecretsFileOthersCanReadIsRefused() throws {
    let path = FileManager.default.temporaryDirectory.path + "/secrets-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "# fleet\nCP1:long enough\nCP2:hex:00ff00ff00ff00ff\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(throws: SecretsFile.Failure.exposed(path: path)) { try SecretsFile(path: path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let secrets = try SecretsFile(path: path)
    #expect(secrets.matches("CP1", password: Array("long enough".utf8)))
    #expect(secrets.matches("CP2", password: [0, 255, 0, 255, 0, 255, 0, 255]))
    #expect(!secrets.matches("CP3", password: Array("no such charge point".utf8)))
  }

  @Test(arguments: [
    "CP1", ":password1", "CP1:short", "CP1:hex:0", "CP1:hex:xyxyxyxyxyxyxyxy",
    "CP1:longenough\nCP1:longenough",
  ])
  func badLinesAreNamed(_ text: String) {
    #expect(throws: SecretsFile.Failure.self) { try SecretsFile.parse(Array(text.utf8), path: "f") }
  }

  @Test func onlyLoopbackIsOpenWithoutCredentials() {
    for host in ["127.0.0.1", "127.1.2.3", "::1", "localhost"] { #expect(ListenerError.isLoopback(host)) }
    for host in ["0.0.0.0", "::", "192.168.1.1", "127.0.0.1.example.com", "127.0.0", "10.0.0.1"] {
      #expect(!ListenerError.isLoopback(host))
    }
  }

  @Test func addressesAreRead() {
    let address = WebSocketAddress("wss://example.org/ocpp/")
    #expect(address?.port == 443)
    #expect(address?.path == "/ocpp")
    #expect(WebSocketAddress("ws://[::1]:9000")?.host == "::1")
    for bad in ["http://a", "ws://", "ws://a:0", "ws://a:70000", "ws://u:p@a", "ws://a b", "ws://[::1"] {
      #expect(WebSocketAddress(bad) == nil)
    }
  }
}
