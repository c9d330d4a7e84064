import MeterCore

extension MeteringDialogue {
  mutating func startTransaction(
    _ id: String, _ payload: JSONValue, _ receivedAt: Instant
  ) throws(CallError) -> Metered {
    guard let connector = payload["connectorId"]?.integer, let number = Int(exactly: connector), number > 0
    else { throw .missing("connectorId", version) }
    guard let idTag = payload["idTag"]?.text else { throw .missing("idTag", version) }
    guard let stamp = payload["timestamp"]?.text, let time = RFC3339.instant(stamp) else {
      throw .missing("timestamp", version)
    }
    guard case .number(let register)? = payload["meterStart"] else { throw .missing("meterStart", version) }
    let fingerprint = "\(number) \(idTag) \(register) \(stamp)"
    starting.append((id, number, fingerprint))
    // Answers that never came (a dead upstream) must not pile up.
    if starting.count > 16 { starting.removeFirst() }
    return boundary(
      register, at: time.instant, connector: number, transaction: nil, context: "Transaction.Begin",
      source: "StartTransaction.meterStart", receivedAt)
  }

  mutating func stopTransaction(_ payload: JSONValue, _ receivedAt: Instant) throws(CallError) -> Metered {
    guard let transaction = payload["transactionId"]?.integer.map(String.init) else {
      throw .missing("transactionId", version)
    }
    guard let stamp = payload["timestamp"]?.text, let time = RFC3339.instant(stamp) else {
      throw .missing("timestamp", version)
    }
    guard case .number(let register)? = payload["meterStop"] else { throw .missing("meterStop", version) }
    var metered = Metered()
    let known = book[transaction]
    if known == nil {
      metered.events.append(.init(kind: .unknownTransaction, details: ["transaction": .string(transaction)]))
    }
    let outcome = decoder.decode(
      payload["transactionData"]?.elements ?? [],
      .init(
        chargePoint: chargePoint, connector: known?.connector, transaction: transaction, isOffline: false,
        receivedAt: receivedAt, source: "StopTransaction.transactionData"))
    metered.samples = outcome.samples
    metered.events += refusals(outcome.refused, "StopTransaction.transactionData")
    let end = boundary(
      register, at: time.instant, connector: known?.connector, transaction: transaction,
      context: "Transaction.End", source: "StopTransaction.meterStop", receivedAt)
    metered.samples += end.samples
    metered.events += end.events
    close(transaction, known, reason: payload["reason"]?.text ?? "Local", &metered)
    return metered
  }

  mutating func transactionEvent(_ payload: JSONValue, _ receivedAt: Instant) throws(CallError) -> Metered {
    guard let type = payload["eventType"]?.text, ["Started", "Updated", "Ended"].contains(type) else {
      throw .missing("eventType", version)
    }
    guard let transaction = payload["transactionInfo"]?["transactionId"]?.text, !transaction.isEmpty,
      transaction.utf8.count <= 36
    else { throw .missing("transactionInfo.transactionId", version) }
    guard let sequence = payload["seqNo"]?.integer else { throw .missing("seqNo", version) }
    guard let stamp = payload["timestamp"]?.text, RFC3339.instant(stamp) != nil else {
      throw .missing("timestamp", version)
    }
    let isOffline = payload["offline"]?.boolean ?? false
    let known = book[transaction]
    let connector = payload["evse"]?["id"]?.integer.flatMap { Int(exactly: $0) } ?? known?.connector
    var metered = Metered()
    if let last = known?.lastSequence, sequence > last + 1 {
      metered.events.append(
        .init(
          kind: .sequenceGap,
          details: [
            "transaction": .string(transaction), "expected": .integer(last + 1),
            "received": .integer(sequence),
          ]))
    } else if known == nil, type != "Started" {
      metered.events.append(.init(kind: .unknownTransaction, details: ["transaction": .string(transaction)]))
    }
    let source = "TransactionEvent.\(type)"
    let outcome = decoder.decode(
      payload["meterValue"]?.elements ?? [],
      .init(
        chargePoint: chargePoint, connector: connector, transaction: transaction, isOffline: isOffline,
        receivedAt: receivedAt, source: source, sequence: sequence))
    metered.samples = outcome.samples
    metered.events += refusals(outcome.refused, source)
    let entry = TransactionBook.Entry(
      id: transaction, connector: connector, isOpen: known?.isOpen ?? true,
      lastSequence: max(sequence, known?.lastSequence ?? sequence))
    book.record(entry)
    metered.transactions.append(entry)
    if known == nil {
      metered.events.append(
        .init(
          kind: .transactionStarted,
          details: [
            "transaction": .string(transaction), "connector": connector.map { .integer($0) } ?? .null,
            "offline": .bool(isOffline),
          ]))
    }
    if type == "Ended" {
      metered.transactions.removeLast()
      close(
        transaction, entry, reason: payload["transactionInfo"]?["stoppedReason"]?.text ?? "Local", &metered)
    }
    return metered
  }

  private mutating func close(
    _ transaction: String, _ known: TransactionBook.Entry?, reason: String, _ metered: inout Metered
  ) {
    var entry = known ?? TransactionBook.Entry(id: transaction, connector: nil)
    let wasOpen = known?.isOpen ?? true
    entry.isOpen = false
    book.record(entry)
    metered.transactions.append(entry)
    guard wasOpen else { return }
    metered.events.append(
      .init(
        kind: .transactionEnded,
        details: [
          "transaction": .string(transaction), "connector": entry.connector.map { .integer($0) } ?? .null,
          "reason": .string(reason),
        ]))
  }

  /// The register that 1.6 puts beside the sampled values: whole Wh of the connector's meter.
  private func boundary(
    _ register: String, at instant: Instant, connector: Int?, transaction: String?, context: String,
    source: String, _ receivedAt: Instant
  ) -> Metered {
    let stamp = RFC3339.text(instant)
    let outcome = decoder.decode(
      [
        [
          "timestamp": .string(stamp),
          "sampledValue": [["value": .number(register), "context": .string(context), "unit": "Wh"]],
        ]
      ],
      .init(
        chargePoint: chargePoint, connector: connector, transaction: transaction, isOffline: false,
        receivedAt: receivedAt, source: source))
    return Metered(samples: outcome.samples, events: refusals(outcome.refused, source))
  }
}
