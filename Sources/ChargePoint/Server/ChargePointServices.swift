import MeterCore

/// What every connection of a service shares: where readings, frames and events go, and the clocks.
public struct ChargePointServices: Sendable {
  public var sink: any ReadingSink
  public var events: any ChargePointEventLog
  public var journal: FrameJournal?
  public var transactions: TransactionStore
  public var time: TimeSource

  /// Creates the services.
  public init(
    sink: any ReadingSink, events: any ChargePointEventLog, journal: FrameJournal?,
    transactions: TransactionStore, time: TimeSource
  ) {
    self.sink = sink
    self.events = events
    self.journal = journal
    self.transactions = transactions
    self.time = time
  }

  /// Logs an event now.
  func log(_ chargePoint: String, _ kind: ChargePointEvent.Kind, _ details: JSONValue = [:]) {
    events.record(
      ChargePointEvent(instant: time.utc(), chargePoint: chargePoint, kind: kind, details: details))
  }

  /// Journals a frame. A journal that fails is logged, and does not stop the metering.
  func journal(
    _ frame: [UInt8], _ direction: FrameJournal.Direction, _ chargePoint: String, _ version: OCPPVersion?,
    at instant: Instant
  ) {
    do throws(LineFile.Failure) {
      try journal?.record(frame, direction, chargePoint: chargePoint, version: version, at: instant)
    } catch { log(chargePoint, .journalFailed, ["reason": .string(error.description)]) }
  }

  /// Keeps what a message said. False when it could not be kept: the message must not be acknowledged.
  func keep(
    _ samples: [MeterSample], _ transactions: [TransactionBook.Entry], of chargePoint: String
  ) async -> Bool {
    do {
      try self.transactions.keep(transactions, of: chargePoint)
      if !samples.isEmpty { try await sink.accept(samples) }
      return true
    } catch {
      log(
        chargePoint, .meteringGap,
        ["reason": .string("\(error)"), "samples": .integer(samples.count)])
      return false
    }
  }
}
