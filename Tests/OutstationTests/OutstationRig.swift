import COSEM
import HAL
import LineModel
import Outstation

@testable import OutstationService

/// A simulated outstation and one session on it, spoken to in hexadecimal.
struct OutstationRig: ~Copyable {
  typealias Store = VolatileSettings
  static let start: Int64 = 1_769_941_051
  static let initiate = "01000000065F1F040000FFFF0400"

  var outstation: Outstation<SimulatedMeter, SoftwareCrypto, Store>
  var session = OutstationSession<2048, 1024>()
  var now: Int64 = 0
  var client: UInt16 = 17

  init(
    _ kind: SimulatedKind = .cop, days: Int = 2, start: Int64 = start, isSealBroken: Bool = false,
    hasKeys: Bool = false
  ) {
    var settings = OutstationSettings()
    if hasKeys {
      settings.encryptionKey = CipheredClient.key
      settings.authenticationKey = CipheredClient.authenticationKey
      settings.title = CipheredClient.server
      settings.hasKeys = true
    }
    for (index, word) in ["level1", "level2", "level3", "level4"].enumerated() {
      let octets = Array(word.utf8)
      _ = settings.setPassword(octets.span.bytes, level: index + 1)
    }
    outstation = Outstation(
      meter: SimulatedMeter(kind, days: days, startSeconds: start, seed: 1, isSealBroken: isSealBroken),
      crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 7))), store: VolatileSettings(),
      initial: settings, personality: kind == .cop ? .codeOfPractice : .prometer100)
  }

  /// Sends a message and returns the answer.
  mutating func send(_ request: [UInt8]) -> [UInt8] {
    session.respond(client: client, to: request, outstation: &outstation, now: now)
  }

  mutating func send(_ text: String) -> [UInt8] { send(hex(text)) }

  /// Associates with a password (none for an empty one) and returns the diagnostic, 0 for accepted.
  mutating func associate(_ password: String, client: UInt16, initiate: String = initiate) -> UInt8 {
    self.client = client
    let user = hex(initiate)
    let secret = Array(password.utf8)
    let answer = send(
      encoded { writer, bytes in
        AssociationRequest.write(
          context: .logicalName, callingTitle: nil, mechanism: password.isEmpty ? .none : .low,
          authenticationValue: secret.span.bytes, userInformation: user.span.bytes, &writer, &bytes)
      })
    guard let response = try? AssociationResponse(answer.span.bytes, 0..<answer.count) else { return 255 }
    return response.result == .accepted ? 0 : response.diagnostic
  }
}

extension SimulatedMeter {
  /// Rows of the access log: kind, level, client.
  var accesses: [[Int64]] {
    let log = profiles[profiles.count - 1]
    let width = log.columns.count
    return (0..<log.rowCount).map { Array(log.cells[($0 * width + 1)..<($0 * width + 4)]) }
  }
}
