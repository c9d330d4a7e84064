import COSEM
import HAL

/// A COSEM client with logical names: opens an association, reads attributes of any length, releases.
///
/// It only reads, and the one ACTION it sends is the proof of a challenge, unless it was made to write.
public final class COSEMClient {
  /// What a client asks for.
  public struct Settings: Sendable {
    /// Who the client says it is.
    public var credentials: Credentials = .none
    /// Longest message taken, in octets.
    public var longestMessage: UInt16 = 65_535
    /// Number of the first ciphered message; nil takes 1.
    public var counter: UInt32?
    /// Blocks taken at a time where the meter prefers general block transfer, 1 to 63; 0 does not offer it.
    public var generalBlockWindow: UInt8 = 8
    /// Random octets for challenges.
    public var entropy = Key128(InlineArray(repeating: 0))
    /// Pause between requests, in nanoseconds (some converters need 200 ms).
    public var pauseNanoseconds: Int64 = 0
    /// The meter may be changed; for benches only.
    public var mayWrite = false

    /// The usual settings.
    public init() {}
  }

  let link: any MessageLink
  let settings: Settings
  /// What both sides can do, once associated.
  public internal(set) var conformance = Conformance()
  /// The longest message the meter takes.
  public internal(set) var meterMaximum: UInt16 = 0
  /// Messages exchanged.
  public private(set) var exchanges = 0
  private struct Protected: ~Copyable { var value: MessageProtection }
  private var protection: Protected?
  private var invoke: UInt8 = 0
  private(set) var isAssociated = false

  init(_ link: any MessageLink, _ settings: Settings) {
    self.link = link
    self.settings = settings
    if case .gmac(let keys) = settings.credentials {
      protection = Protected(
        value: MessageProtection(keys, counter: settings.counter ?? 1, entropy: settings.entropy))
    }
  }

  /// Number of the next ciphered message; nil where nothing is ciphered.
  public var nextCounter: UInt32? { protection?.value.counter }

  /// What the link agreed on, in words.
  public var linkFacts: String { link.agreed }

  /// Opens link and association.
  public func open() throws(MeterReadError) {
    try link.open()
    try associate()
    isAssociated = true
  }

  /// Releases the association and closes the link; never fails, and says nothing to a line that is gone.
  public func close() {
    if isAssociated {
      isAssociated = false
      var request = [UInt8](repeating: 0, count: 128)
      var writer = OctetWriter()
      let information = releaseInformation()
      do {
        var span = request.mutableSpan
        var bytes = span.mutableBytes
        Release.write(isRequest: true, userInformation: information.span.bytes, &writer, &bytes)
      }
      // Some meters do not know the release; the link's end is enough for them.
      _ = try? exchange(Array(request[..<writer.position]), doing: "releasing the association")
    }
    link.close()
  }

  /// The line broke: say nothing more.
  public func abandon() { isAssociated = false }

  /// The octet of a new request: confirmed, high priority, a number of its own.
  func nextInvoke() -> UInt8 {
    invoke = (invoke + 1) & 0x0F
    return 0xC0 | invoke
  }

  // MARK: Protection

  var isCiphered: Bool { protection != nil }
  var title: SystemTitle? { protection?.value.keys.title }

  func protect(_ plain: [UInt8], tag: APDUTag) -> [UInt8] { protection!.value.protect(plain, tag: tag) }

  func setServerTitle(_ title: SystemTitle) { protection?.value.serverTitle = title }

  func challenge() -> [UInt8] { protection!.value.challenge() }

  func reply(to challenge: [UInt8]) -> [UInt8] { protection!.value.reply(to: challenge) }

  func isProof(_ answer: [UInt8], of challenge: [UInt8]) -> Bool {
    protection!.value.isProof(answer, of: challenge)
  }

  func unprotect(_ apdu: [UInt8], doing: String) throws(MeterReadError) -> [UInt8] {
    do throws(CipherError) { return try protection!.value.unprotect(apdu) } catch {
      throw MeterReadError(
        .notAuthentic, doing: doing, came: "\(error)", likely: "other keys, or another meter's system title")
    }
  }

  // MARK: Messages

  /// Sends a plain service request, protected where the association is, and returns the plain answer.
  func service(_ plain: [UInt8], tag: APDUTag, doing: String) throws(MeterReadError) -> [UInt8] {
    let request = isCiphered ? protect(plain, tag: tag) : plain
    var answer = try exchange(request, doing: doing)
    if answer.first == APDUTag.generalBlockTransfer.rawValue {
      answer = try collectBlocks(answer, doing: doing)
    }
    guard let first = answer.first else { throw malformed(doing, answer) }
    if first == APDUTag.exceptionResponse.rawValue { throw exception(answer, doing) }
    let isPlain = first == 0xC4 || first == 0xC7 || first == 0xC5
    if isCiphered {
      guard !isPlain else {
        throw MeterReadError(
          .notAuthentic, doing: doing, came: "a plain answer to a ciphered request",
          likely: "another device answers")
      }
      answer = try unprotect(answer, doing: doing)
    }
    return answer
  }

  func exchange(_ message: [UInt8], doing: String) throws(MeterReadError) -> [UInt8] {
    if settings.pauseNanoseconds > 0 && exchanges > 0 {
      link.line.wait(until: link.line.nowNanoseconds + settings.pauseNanoseconds)
    }
    exchanges += 1
    return try link.exchange(message, doing: doing)
  }

  func exception(_ answer: [UInt8], _ doing: String) -> MeterReadError {
    let state = answer.count > 1 ? answer[1] : 0
    let service = answer.count > 2 ? answer[2] : 0
    var likely = "the meter lost the association (a restart, a time-out), or does not know the service"
    if service == 6, answer.count >= 7 {
      let counter = answer[3...6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return MeterReadError(
        .counterRefused(meter: counter), doing: doing, came: Diagnosis.shown(answer),
        likely: "another client uses the same system title")
    }
    if service == 6 {
      likely = "the message counter is lower than the meter's; another client uses the same system title"
    } else if service == 5 {
      likely = "the meter cannot decipher: other keys or another client title"
    }
    return MeterReadError(
      .exception(state: state, service: service), doing: doing, sent: Diagnosis.shown(link.line.lastSent),
      came: Diagnosis.shown(answer), likely: likely)
  }

  func malformed(_ doing: String, _ answer: [UInt8]) -> MeterReadError {
    MeterReadError(
      .malformed, doing: doing, sent: Diagnosis.shown(link.line.lastSent), came: Diagnosis.shown(answer),
      likely: "an answer of another request, or of a meter that speaks otherwise; see it with --trace")
  }
}
