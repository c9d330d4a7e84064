import MeterCore

extension ChargePointCommand {
  /// Why a command cannot be put to a charge point.
  public enum RequestError: Error, Equatable, Sendable, CustomStringConvertible {
    case noOpenTransaction
    case severalTransactions([String])
    case notANumber(String)
    case limitNotTenths(String)
    case notAVariable(String)

    public var description: String {
      switch self {
      case .noOpenTransaction: "no transaction is open"
      case .severalTransactions(let ids):
        "several transactions are open: name one of \(ids.joined(separator: ", "))"
      case .notANumber(let text): "'\(text)' is not a transaction number; OCPP 1.6 numbers its transactions"
      case .limitNotTenths(let text): "'\(text)' is not a limit: a positive number with at most one decimal"
      case .notAVariable(let text): "'\(text)' is not Component.Variable, as OCPP 2.0.1 names its settings"
      }
    }
  }

  /// Action and payload of the CALL, in the words of a version.
  ///
  /// - Parameters:
  ///   - book: the charge point's transactions
  ///   - number: a number no other command of the charge point has
  ///   - now: the time a limit begins at
  public func request(
    _ version: OCPPVersion, book: TransactionBook, number: Int64, now: Instant
  ) throws(RequestError) -> (action: String, payload: JSONValue) {
    switch version {
    case .v16: try request16(book, number, now)
    case .v201: try request201(book, number, now)
    }
  }

  /// True when the charge point's answer says that it did, or will do, what was asked.
  public func isConfirmed(by payload: JSONValue) -> Bool {
    switch self {
    case .configuration: return payload["configurationKey"] != nil || payload["getVariableResult"] != nil
    case .configure where payload["setVariableResult"] != nil:
      return (payload["setVariableResult"]?.elements ?? []).allSatisfy {
        ["Accepted", "RebootRequired"].contains($0["attributeStatus"]?.text ?? "")
      }
    default:
      return ["Accepted", "Unlocked", "RebootRequired", "Scheduled"].contains(payload["status"]?.text ?? "")
    }
  }

  private func transaction(_ named: String?, _ book: TransactionBook) throws(RequestError) -> String {
    if let named { return named }
    let open = book.open
    if open.count > 1 { throw .severalTransactions(open.map(\.id)) }
    guard let only = open.first else { throw .noOpenTransaction }
    return only.id
  }

  private func request16(
    _ book: TransactionBook, _ number: Int64, _ now: Instant
  ) throws(RequestError) -> (action: String, payload: JSONValue) {
    switch self {
    case .start(let connector, let tag):
      return (
        "RemoteStartTransaction",
        .members(("idTag", .string(tag)), ("connectorId", connector.map { .integer($0) }))
      )
    case .stop(let named):
      let id = try transaction(named, book)
      guard let number = Int64(id) else { throw .notANumber(id) }
      return ("RemoteStopTransaction", ["transactionId": .integer(number)])
    case .unlock(let connector): return ("UnlockConnector", ["connectorId": .integer(connector)])
    case .reset(let isHard): return ("Reset", ["type": isHard ? "Hard" : "Soft"])
    case .limit(let connector, let value, let unit):
      let schedule = try schedule(value, unit, now)
      return (
        "SetChargingProfile",
        [
          "connectorId": .integer(connector),
          "csChargingProfiles": [
            "chargingProfileId": .integer(number), "stackLevel": 0,
            "chargingProfilePurpose": connector == 0 ? "ChargePointMaxProfile" : "TxDefaultProfile",
            "chargingProfileKind": "Absolute", "chargingSchedule": schedule,
          ],
        ]
      )
    case .clearLimits(let connector): return ("ClearChargingProfile", ["connectorId": .integer(connector)])
    case .configure(let key, let value):
      return ("ChangeConfiguration", ["key": .string(key), "value": .string(value)])
    case .configuration(let keys):
      return ("GetConfiguration", keys.isEmpty ? [:] : ["key": .array(keys.map { .string($0) })])
    case .trigger(let message, let connector):
      return (
        "TriggerMessage",
        .members(("requestedMessage", .string(message)), ("connectorId", connector.map { .integer($0) }))
      )
    }
  }

  private func request201(
    _ book: TransactionBook, _ number: Int64, _ now: Instant
  ) throws(RequestError) -> (action: String, payload: JSONValue) {
    switch self {
    case .start(let connector, let tag):
      return (
        "RequestStartTransaction",
        .members(
          ("idToken", ["idToken": .string(tag), "type": "Central"]), ("remoteStartId", .integer(number)),
          ("evseId", connector.map { .integer($0) }))
      )
    case .stop(let named):
      return ("RequestStopTransaction", ["transactionId": .string(try transaction(named, book))])
    case .unlock(let connector):
      return ("UnlockConnector", ["evseId": .integer(connector), "connectorId": 1])
    case .reset(let isHard): return ("Reset", ["type": isHard ? "Immediate" : "OnIdle"])
    case .limit(let connector, let value, let unit):
      guard case .object(var schedule) = try schedule(value, unit, now) else { throw .limitNotTenths(value) }
      schedule.insert(.init(key: "id", value: .integer(number)), at: 0)
      return (
        "SetChargingProfile",
        [
          "evseId": .integer(connector),
          "chargingProfile": [
            "id": .integer(number), "stackLevel": 0,
            "chargingProfilePurpose": connector == 0 ? "ChargingStationMaxProfile" : "TxDefaultProfile",
            "chargingProfileKind": "Absolute", "chargingSchedule": [.object(schedule)],
          ],
        ]
      )
    case .clearLimits(let connector):
      return ("ClearChargingProfile", ["chargingProfileCriteria": ["evseId": .integer(connector)]])
    case .configure(let key, let value):
      var data = try variable(key)
      data.insert(.init(key: "attributeValue", value: .string(value)), at: 0)
      return ("SetVariables", ["setVariableData": [.object(data)]])
    case .configuration(let keys):
      var data: [JSONValue] = []
      for key in keys.isEmpty ? ["AlignedDataCtrlr.Interval"] : keys {
        data.append(.object(try variable(key)))
      }
      return ("GetVariables", ["getVariableData": .array(data)])
    case .trigger(let message, let connector):
      return (
        "TriggerMessage",
        .members(
          ("requestedMessage", .string(message)), ("evse", connector.map { ["id": .integer($0)] }))
      )
    }
  }

  private func variable(_ key: String) throws(RequestError) -> [JSONValue.Member] {
    let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .notAVariable(key) }
    return [
      .init(key: "component", value: ["name": .string(String(parts[0]))]),
      .init(key: "variable", value: ["name": .string(String(parts[1]))]),
    ]
  }

  /// One period without an end. Both schemas ask for at most one decimal.
  private func schedule(_ value: String, _ unit: LimitUnit, _ now: Instant) throws(RequestError) -> JSONValue
  {
    guard let tenths = ExactDecimal(value)?.scaledExactly(byPowerOfTen: 1), tenths >= 0 else {
      throw .limitNotTenths(value)
    }
    return [
      "startSchedule": .string(RFC3339.text(Instant(seconds: now.seconds))),
      "chargingRateUnit": .string(unit.rawValue),
      "chargingSchedulePeriod": [["startPeriod": 0, "limit": .number("\(tenths / 10).\(tenths % 10)")]],
    ]
  }
}

extension JSONValue {
  /// An object of the members that have a value.
  static func members(_ members: (String, JSONValue?)...) -> JSONValue {
    .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }
}
