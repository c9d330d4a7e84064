import MeterCore

/// One line of the event log: what happened at a charge point, when, with the facts as JSON.
public struct ChargePointEvent: Equatable, Sendable {
  /// What can happen; raw values are the names in the log.
  public enum Kind: String, Sendable, CaseIterable {
    case connected
    case disconnected
    case refused
    case replaced
    case booted
    case status
    case reported
    case configured
    case authorized
    case transactionStarted = "transaction_started"
    case transactionEnded = "transaction_ended"
    case commandConfirmed = "command_confirmed"
    case commandFailed = "command_failed"
    case sampleRefused = "sample_refused"
    case unknownTransaction = "unknown_transaction"
    case sequenceGap = "sequence_gap"
    case clockOffset = "clock_offset"
    case frameRefused = "frame_refused"
    case throttled
    case closed
    case meteringGap = "metering_gap"
    case journalFailed = "journal_failed"
    case upstreamFailed = "upstream_failed"
  }

  /// UTC by this machine's clock.
  public var instant: Instant
  public var chargePoint: String
  public var kind: Kind
  /// Facts, by snake_case names.
  public var details: JSONValue

  /// Creates an event.
  public init(instant: Instant, chargePoint: String, kind: Kind, details: JSONValue = .object([])) {
    self.instant = instant
    self.chargePoint = chargePoint
    self.kind = kind
    self.details = details
  }

  /// The event as one line of JSON.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "time", value: .string(RFC3339.text(instant))),
      .init(key: "charge_point", value: .string(chargePoint)),
      .init(key: "event", value: .string(kind.rawValue)),
    ]
    if case .object(let facts) = details { members += facts }
    return .object(members)
  }
}
