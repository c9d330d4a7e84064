import COSEM
import DataLink
import HAL
import Outstation

/// Messages to a session on a whole outstation.
///
/// Octet 0 chooses: bit 0 begins with a good association of level 3, bit 1 prefers general blocks, bit 2 breaks the
/// seal. Ciphered: bit 3 protects every message rightly first, so that what is behind the tag is reached too, bits 4 to
/// 6 are the protection, bit 7 takes AES-GCM instead of a cheap stand-in. Else bits 4 and 5 choose how rows are written.
/// Then messages: two octets of length, the message.
enum FuzzedSession {
  static let title = SystemTitle(InlineArray<8, UInt8>(repeating: 0x43))

  static func settings() -> OutstationSettings {
    var settings = OutstationSettings()
    for (index, word) in ["level1", "level2", "level3", "level4"].enumerated() {
      let octets = Array(word.utf8)
      _ = settings.setPassword(octets.span.bytes, level: index + 1)
    }
    settings.encryptionKey = Key128(FuzzedMeter.key)
    settings.authenticationKey = Key128(FuzzedMeter.key)
    settings.title = SystemTitle(InlineArray<8, UInt8>(repeating: 0x53))
    settings.hasKeys = true
    return settings
  }

  static func outstation(
    isSealBroken: Bool = false, hasRealCipher: Bool = false, compression: ProfileCompression = .plain
  ) -> Outstation<FuzzedMeter, FuzzedCrypto, VolatileSettings> {
    var meter = FuzzedMeter()
    meter.isSealBroken = isSealBroken
    var personality = OutstationPersonality.codeOfPractice
    personality.compression = compression
    return Outstation(
      meter: meter, crypto: FuzzedCrypto(isReal: hasRealCipher, entropy: 7), store: VolatileSettings(),
      initial: settings(), personality: personality)
  }

  static func run(_ input: [UInt8], isCiphered: Bool) {
    guard let choice = input.first else { return }
    var talk = Talk(
      isSealBroken: choice & 4 != 0, hasRealCipher: isCiphered && choice & 0x80 != 0,
      compression: isCiphered ? .plain : ProfileCompression(rawValue: choice >> 4 & 3) ?? .plain)
    talk.session.prefersGeneralBlocks = choice & 2 != 0
    if choice & 1 != 0 { talk.associate(isCiphered: isCiphered) }
    let control: SecurityControl =
      choice & 0x30 == 0x10
      ? .authenticated : choice & 0x30 == 0x20 ? .encrypted : [.authenticated, .encrypted]
    var position = 1
    while position + 2 <= input.count {
      let wanted = Int(input[position]) << 8 | Int(input[position + 1])
      position += 2
      let count = min(wanted, input.count - position, 600)
      let message = Array(input[position..<(position + count)])
      position += count
      if isCiphered && choice & 8 != 0 {
        talk.sendProtected(message, control: control, isGeneral: choice & 0x40 != 0)
      } else {
        talk.send(message)
      }
    }
  }

  /// One client on one outstation.
  struct Talk: ~Copyable {
    var outstation: Outstation<FuzzedMeter, FuzzedCrypto, VolatileSettings>
    var session = OutstationSession<512, 1024>()
    private var crypto: FuzzedCrypto
    private var counter: UInt32 = 1
    private var now: Int64 = 0
    private static let capacity = 700

    init(isSealBroken: Bool, hasRealCipher: Bool, compression: ProfileCompression) {
      outstation = FuzzedSession.outstation(
        isSealBroken: isSealBroken, hasRealCipher: hasRealCipher, compression: compression)
      crypto = FuzzedCrypto(isReal: hasRealCipher, entropy: 9)
    }

    @discardableResult
    mutating func send(_ message: [UInt8]) -> [UInt8] {
      var incoming = message + [UInt8](repeating: 0, count: Self.capacity - message.count)
      var outgoing = [UInt8](repeating: 0, count: Self.capacity)
      now += 10_000_000
      var count = 0
      do {
        var inSpan = incoming.mutableSpan
        var inBytes = inSpan.mutableBytes
        var outSpan = outgoing.mutableSpan
        var outBytes = outSpan.mutableBytes
        count = session.respond(
          client: 19, request: &inBytes, count: message.count, response: &outBytes, outstation: &outstation,
          now: now)
        // A window of general blocks is fetched to its end.
        for _ in 0..<64 where count > 0 {
          guard count <= outBytes.byteCount else { fatalError("an answer beyond its buffer") }
          if session.followUp(response: &outBytes, outstation: &outstation, now: now) == 0 { break }
        }
      }
      guard count <= Self.capacity else { fatalError("an answer beyond its buffer") }
      return Array(outgoing[..<count])
    }

    mutating func sendProtected(_ message: [UInt8], control: SecurityControl, isGeneral: Bool) {
      guard let service = message.first else { return send(message) == [] ? () : () }
      let tag: APDUTag =
        isGeneral
        ? .generalGloCiphering : APDUTag(rawValue: service &+ 0x08) ?? .generalGloCiphering
      send(protect(message, tag: tag, control: control))
    }

    private mutating func protect(
      _ message: [UInt8], tag: APDUTag, control: SecurityControl
    ) -> [UInt8] {
      var octets = message + [UInt8](repeating: 0, count: 48)
      counter += 1
      var count = 0
      do {
        var span = octets.mutableSpan
        var bytes = span.mutableBytes
        count = Suite0.protect(
          &bytes, count: message.count, tag: tag, control: control, title: FuzzedSession.title,
          counter: counter, key: Key128(FuzzedMeter.key), authenticationKey: Key128(FuzzedMeter.key),
          crypto: &crypto)
      }
      return Array(octets[..<count])
    }

    mutating func associate(isCiphered: Bool) {
      var user: [UInt8] = [0x01, 0, 0, 0, 0x06, 0x5F, 0x1F, 0x04, 0, 0xFF, 0xFF, 0xFF, 0x02, 0x00]
      if isCiphered {
        user = protect(user, tag: .gloInitiateRequest, control: [.authenticated, .encrypted])
      }
      var octets = [UInt8](repeating: 0, count: 256)
      var count = 0
      do {
        var span = octets.mutableSpan
        var bytes = span.mutableBytes
        var writer = OctetWriter()
        let title = FuzzedSession.title.octets
        AssociationRequest.write(
          context: isCiphered ? .logicalNameCiphered : .logicalName, callingTitle: title.span.bytes,
          mechanism: .low, authenticationValue: FuzzedMeter.password.span.bytes,
          userInformation: user.span.bytes, &writer, &bytes)
        count = writer.position
      }
      let answer = send(Array(octets[..<count]))
      guard session.level == 3 else { fatalError("the association was refused: \(answer)") }
    }
  }
}
