import MeterCore

/// Follows what one charge point and its central system say to each other and takes the readings out of it.
///
/// It answers nothing and sends nothing: the central system, the proxy and the replay of a journal all meter
/// through it, so a reading cannot depend on which of them heard it.
public struct MeteringDialogue: Sendable {
  /// What one message contributed.
  public struct Metered: Sendable, Equatable {
    public var samples: [MeterSample] = []
    public var events: [Event] = []
    /// Transactions that changed, to be kept before the message is answered.
    public var transactions: [TransactionBook.Entry] = []

    /// An event without its stamp.
    public struct Event: Sendable, Equatable {
      public var kind: ChargePointEvent.Kind
      public var details: JSONValue
    }
  }

  public let chargePoint: String
  public let version: OCPPVersion
  public internal(set) var book: TransactionBook
  /// 1.6 StartTransactions whose id is not known yet: by the CALL's id.
  var starting: [(call: String, connector: Int?, fingerprint: String)] = []
  var decoder: SampleDecoder { SampleDecoder(version: version) }

  /// Creates the dialogue of one charge point; `book` is what is known of its transactions.
  public init(chargePoint: String, version: OCPPVersion, book: TransactionBook = TransactionBook()) {
    self.chargePoint = chargePoint
    self.version = version
    self.book = book
  }

  /// Takes a CALL of the charge point. Throws when the payload is not what the action needs.
  public mutating func called(
    id: String, action: String, payload: JSONValue, receivedAt: Instant
  ) throws(CallError) -> Metered {
    switch (version, action) {
    case (_, "MeterValues"): return try meterValues(payload, receivedAt)
    case (.v16, "StartTransaction"): return try startTransaction(id, payload, receivedAt)
    case (.v16, "StopTransaction"): return try stopTransaction(payload, receivedAt)
    case (.v201, "TransactionEvent"): return try transactionEvent(payload, receivedAt)
    case (_, "BootNotification"): return event(.booted, payload)
    case (_, "StatusNotification"): return event(.status, payload)
    case (.v201, "NotifyReport"): return report(payload)
    default: return Metered()
    }
  }

  /// Takes the central system's answer: it carries the id of a 1.6 transaction.
  public mutating func answered(id: String, payload: JSONValue) -> Metered {
    guard let index = starting.firstIndex(where: { $0.call == id }) else { return Metered() }
    let start = starting.remove(at: index)
    guard let number = payload["transactionId"]?.integer else { return Metered() }
    let entry = TransactionBook.Entry(
      id: String(number), connector: start.connector, fingerprint: start.fingerprint)
    // A repeated StartTransaction of a finished transaction does not open it again.
    if let known = book[entry.id], known.fingerprint == entry.fingerprint { return Metered() }
    book.record(entry)
    return Metered(
      events: [
        .init(
          kind: .transactionStarted,
          details: [
            "transaction": .string(entry.id), "connector": start.connector.map { .integer($0) } ?? .null,
          ])
      ], transactions: [entry])
  }

  private func event(_ kind: ChargePointEvent.Kind, _ payload: JSONValue) -> Metered {
    Metered(events: [.init(kind: kind, details: ["payload": payload])])
  }

  func refusals(_ refused: [JSONValue], _ source: String) -> [Metered.Event] {
    refused.map { .init(kind: .sampleRefused, details: ["source": .string(source), "refused": $0]) }
  }

  private mutating func meterValues(_ payload: JSONValue, _ receivedAt: Instant) throws(CallError) -> Metered
  {
    let field = version == .v16 ? "connectorId" : "evseId"
    guard let connector = payload[field]?.integer, let number = Int(exactly: connector), number >= 0 else {
      throw .missing(field, version)
    }
    guard let values = payload["meterValue"]?.elements else { throw .missing("meterValue", version) }
    var metered = Metered()
    let transaction = payload["transactionId"]?.integer.map(String.init)
    if let transaction, book[transaction] == nil {
      // Its start was never seen (another central system, a lost file): from here on it is known.
      let entry = TransactionBook.Entry(id: transaction, connector: number)
      book.record(entry)
      metered.transactions.append(entry)
      metered.events.append(
        .init(
          kind: .unknownTransaction,
          details: ["transaction": .string(transaction), "connector": .integer(number)]))
    }
    let outcome = decoder.decode(
      values,
      .init(
        chargePoint: chargePoint, connector: number, transaction: transaction, isOffline: false,
        receivedAt: receivedAt, source: "MeterValues"))
    metered.samples = outcome.samples
    metered.events += refusals(outcome.refused, "MeterValues")
    return metered
  }

  /// NotifyReport: only what says how the station samples its registers is of interest here.
  private func report(_ payload: JSONValue) -> Metered {
    let wanted: Set<String> = ["AlignedDataCtrlr", "SampledDataCtrlr", "ClockCtrlr"]
    let found = (payload["reportData"]?.elements ?? []).filter {
      wanted.contains($0["component"]?["name"]?.text ?? "")
    }
    guard !found.isEmpty else { return Metered() }
    return Metered(events: [.init(kind: .reported, details: ["report": .array(found)])])
  }
}
