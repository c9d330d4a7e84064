import COSEM

/// Why a meter could not be read: what was done, what was sent, what came, what is likely wrong.
public struct MeterReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What generic code may react to.
  public enum Kind: Equatable, Sendable {
    /// The line itself failed.
    case line(LineError)
    /// Nothing that could be understood came, repetitions included.
    case noAnswer
    /// The meter closed or refused the link.
    case linkEnded
    /// The answer cannot be decoded, or does not belong to the request.
    case malformed
    /// The association was refused; the diagnostic of its answer.
    case associationRefused(diagnostic: UInt8)
    /// The meter's proof of knowing the key is wrong, or a protected message cannot be opened.
    case notAuthentic
    /// The object refused.
    case refused(AccessResult)
    /// The meter could not serve the message at all.
    case exception(state: UInt8, service: UInt8)
    /// The counter of a ciphered message was used before; the meter's own.
    case counterRefused(meter: UInt32)
    /// The meter does not offer what is asked for.
    case notOffered
    /// What came contradicts itself or the meter's own description.
    case inconsistent
    /// Files, keys or options that cannot be used.
    case configuration
  }

  /// The kind of failure.
  public var kind: Kind
  /// What was being done, e.g. "opening the HDLC link".
  public var doing: String
  /// What was sent last, in hex, secrets masked; empty for nothing.
  public var sent: String
  /// What came, in hex or words.
  public var came: String
  /// What is likely wrong, or what to try.
  public var likely: String

  /// Creates an error.
  public init(_ kind: Kind, doing: String, sent: String = "", came: String = "", likely: String) {
    self.kind = kind
    self.doing = doing
    self.sent = sent
    self.came = came
    self.likely = likely
  }

  public var description: String {
    var text = "\(doing): \(what)"
    if !sent.isEmpty { text += "; sent \(sent)" }
    if !came.isEmpty { text += "; came \(came)" }
    return text + "; likely: \(likely)"
  }

  /// The failure in a few words.
  public var what: String {
    switch kind {
    case .line(let error): error.words
    case .noAnswer: "no answer"
    case .linkEnded: "the meter ended the link"
    case .malformed: "an answer that cannot be understood"
    case .associationRefused(let diagnostic): "association refused (\(Self.diagnostic(diagnostic)))"
    case .notAuthentic: "the meter's answer is not authentic"
    case .refused(let result): "refused (\(Self.words(result)))"
    case .exception(let state, let service): "exception \(state) \(service)"
    case .counterRefused(let counter): "message counter refused (the meter's is \(counter))"
    case .notOffered: "not offered by the meter"
    case .inconsistent: "contradictory data"
    case .configuration: "cannot be done"
    }
  }

  /// True where another connection may go better.
  public var isWorthRetrying: Bool {
    switch kind {
    case .line(let error):
      switch error {
      case .unknownHost, .recordingDiffers: false
      case .serial(let port): port.kind == .timedOut || port.kind == .inputOutput || port.kind == .deviceGone
      default: true
      }
    case .noAnswer, .linkEnded, .malformed, .exception: true
    case .associationRefused, .notAuthentic, .refused, .counterRefused, .notOffered, .inconsistent,
      .configuration:
      false
    }
  }

  static func diagnostic(_ number: UInt8) -> String {
    switch number {
    case 1: "no reason given"
    case 2: "application context not supported"
    case 3: "calling title not recognised"
    case 11: "authentication mechanism not recognised"
    case 12: "authentication mechanism required"
    case 13: "authentication failure"
    case 14: "authentication required"
    case 0x82: "no common version"
    default: "diagnostic \(number)"
    }
  }

  /// The words of an access result.
  static func words(_ result: AccessResult) -> String {
    switch result {
    case .success: "success"
    case .hardwareFault: "hardware fault"
    case .temporaryFailure: "temporary failure"
    case .readWriteDenied: "read-write denied"
    case .objectUndefined: "object undefined"
    case .objectClassInconsistent: "object class inconsistent"
    case .objectUnavailable: "object unavailable"
    case .typeUnmatched: "type unmatched"
    case .scopeOfAccessViolated: "scope of access violated"
    case .dataBlockUnavailable: "data block unavailable"
    case .longGetAborted: "long get aborted"
    case .noLongGetInProgress: "no long get in progress"
    case .longSetAborted: "long set aborted"
    case .noLongSetInProgress: "no long set in progress"
    case .dataBlockNumberInvalid: "data block number invalid"
    case .otherReason: "other reason"
    }
  }
}
