import MeterCore

extension SimulatedChargePoint {
  func bootNotification(_ reason: String) -> SimulatedMessage {
    let payload: JSONValue =
      configuration.version == .v16
      ? [
        "chargePointVendor": "swift-meter", "chargePointModel": "Simulated",
        "chargePointSerialNumber": .string(String(configuration.identity.prefix(25))),
      ]
      : [
        "reason": .string(reason),
        "chargingStation": [
          "vendorName": "swift-meter", "model": "Simulated",
          "serialNumber": .string(String(configuration.identity.prefix(25))),
        ],
      ]
    return SimulatedMessage(action: "BootNotification", payload: payload)
  }

  func status(_ status: String) -> SimulatedMessage {
    let payload: JSONValue =
      configuration.version == .v16
      ? ["connectorId": 1, "errorCode": "NoError", "status": .string(status), "timestamp": .string(stamp)]
      : ["timestamp": .string(stamp), "connectorStatus": .string(status), "evseId": 1, "connectorId": 1]
    return SimulatedMessage(action: "StatusNotification", payload: payload)
  }

  func authorize(_ tag: String) -> SimulatedMessage {
    SimulatedMessage(
      action: "Authorize",
      payload: configuration.version == .v16
        ? ["idTag": .string(tag)] : ["idToken": ["idToken": .string(tag), "type": "Central"]])
  }

  mutating func startMessage(_ tag: String) -> SimulatedMessage {
    switch configuration.version {
    case .v16:
      return SimulatedMessage(
        action: "StartTransaction",
        payload: [
          "connectorId": 1, "idTag": .string(tag), "meterStart": .integer(meter.wholeWattHours),
          "timestamp": .string(stamp),
        ], transaction: lastTransaction)
    case .v201: return transactionEvent("Started", "Authorized", context: "Transaction.Begin")
    }
  }

  mutating func stopMessage(_ reason: String) -> SimulatedMessage {
    switch configuration.version {
    case .v16:
      return SimulatedMessage(
        action: "StopTransaction",
        payload: [
          "meterStop": .integer(meter.wholeWattHours), "timestamp": .string(stamp), "reason": .string(reason),
          "transactionData": [meterValue("Transaction.End")],
        ], transaction: session?.number)
    case .v201:
      let trigger =
        reason == "Remote" ? "RemoteStop" : reason == "PowerLoss" ? "AbnormalCondition" : "StopAuthorized"
      return transactionEvent("Ended", trigger, context: "Transaction.End", reason: reason)
    }
  }

  /// A reading now: in 2.0.1 part of the transaction while there is one.
  mutating func reading(context: String) -> SimulatedMessage {
    switch configuration.version {
    case .v16:
      return SimulatedMessage(
        action: "MeterValues", payload: ["connectorId": 1, "meterValue": [meterValue(context)]],
        transaction: session?.number)
    case .v201:
      guard session != nil else {
        return SimulatedMessage(
          action: "MeterValues", payload: ["evseId": 1, "meterValue": [meterValue(context)]])
      }
      return transactionEvent(
        "Updated",
        context == "Sample.Clock"
          ? "MeterValueClock" : context == "Trigger" ? "Trigger" : "MeterValuePeriodic",
        context: context)
    }
  }

  private mutating func transactionEvent(
    _ type: String, _ trigger: String, context: String, reason: String? = nil
  ) -> SimulatedMessage {
    let sequence = session?.sequence ?? 0
    session?.sequence += 1
    var payload: [JSONValue.Member] = [
      .init(key: "eventType", value: .string(type)), .init(key: "timestamp", value: .string(stamp)),
      .init(key: "triggerReason", value: .string(trigger)), .init(key: "seqNo", value: .integer(sequence)),
      .init(
        key: "transactionInfo",
        value: .members(
          ("transactionId", .string(transactionName)), ("stoppedReason", reason.map { .string($0) }))),
      .init(key: "meterValue", value: [meterValue(context)]),
    ]
    // Only the first event names the EVSE and the token; the others may, and real stations often do not.
    if type == "Started" {
      payload.append(.init(key: "evse", value: ["id": 1, "connectorId": 1]))
      payload.append(
        .init(key: "idToken", value: ["idToken": .string(session?.tag ?? ""), "type": "Central"]))
    }
    return SimulatedMessage(action: "TransactionEvent", payload: .object(payload))
  }

  /// 2.0.1: an id that differs from one run to the next.
  var transactionName: String { "\(configuration.start.seconds)-\(session?.number ?? lastTransaction)" }

  private func meterValue(_ context: String) -> JSONValue {
    let watts = meter.milliwatts / 1000
    let sampled: JSONValue
    switch configuration.version {
    case .v16:
      sampled = [
        [
          "value": .string(meter.wattHoursText), "context": .string(context),
          "measurand": "Energy.Active.Import.Register", "location": "Outlet", "unit": "Wh",
        ],
        [
          "value": .string(String(watts)), "context": .string(context), "measurand": "Power.Active.Import",
          "unit": "W",
        ],
      ]
    case .v201:
      sampled = [
        [
          "value": .number(meter.wattHoursText), "context": .string(context),
          "measurand": "Energy.Active.Import.Register", "location": "Outlet", "unitOfMeasure": ["unit": "Wh"],
        ],
        [
          "value": .integer(watts), "context": .string(context), "measurand": "Power.Active.Import",
          "unitOfMeasure": ["unit": "W"],
        ],
      ]
    }
    return ["timestamp": .string(stamp), "sampledValue": sampled]
  }
}
