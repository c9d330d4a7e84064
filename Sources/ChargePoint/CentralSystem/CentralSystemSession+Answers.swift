import MeterCore

extension CentralSystemSession {
  /// The payload of the answer to a call, its samples already taken.
  func answer(_ action: String, _ payload: JSONValue, _ instant: Instant) throws(CallError) -> JSONValue {
    switch action {
    case "BootNotification":
      let station = version == .v16 ? payload : payload["chargingStation"]
      guard station?[version == .v16 ? "chargePointModel" : "model"]?.text != nil else {
        throw .missing(version == .v16 ? "chargePointModel" : "chargingStation.model", version)
      }
      return [
        "status": "Accepted", "currentTime": .string(RFC3339.text(instant)),
        "interval": .integer(rules.heartbeatSeconds),
      ]
    case "Heartbeat": return ["currentTime": .string(RFC3339.text(instant))]
    case "StatusNotification":
      guard payload["connectorId"]?.integer != nil else { throw .missing("connectorId", version) }
      return [:]
    case "MeterValues": return [:]
    case "DataTransfer":
      guard payload["vendorId"]?.text != nil else { throw .missing("vendorId", version) }
      return ["status": "UnknownVendorId"]
    case "FirmwareStatusNotification", "LogStatusNotification", "SecurityEventNotification": return [:]
    case "SignCertificate": return ["status": "Rejected"]
    default: return try version == .v16 ? answer16(action, payload) : answer201(action, payload)
    }
  }

  private func answer16(_ action: String, _ payload: JSONValue) throws(CallError) -> JSONValue {
    switch action {
    case "Authorize":
      guard let tag = payload["idTag"]?.text else { throw .missing("idTag", version) }
      return ["idTagInfo": ["status": .string(rules.authorization.status(tag))]]
    case "StartTransaction":
      guard let tag = payload["idTag"]?.text, let start = dialogue.starting.last else {
        throw .missing("idTag", version)
      }
      // A message sent again because its answer was lost gets the same transaction.
      let known = dialogue.book.repeated(start.fingerprint).flatMap { Int64($0.id) }
      return [
        "transactionId": .integer(known ?? dialogue.book.nextNumber()),
        "idTagInfo": ["status": .string(rules.authorization.status(tag))],
      ]
    case "StopTransaction":
      guard let tag = payload["idTag"]?.text else { return [:] }
      return ["idTagInfo": ["status": .string(rules.authorization.status(tag))]]
    case "DiagnosticsStatusNotification", "SignedFirmwareStatusNotification": return [:]
    default: throw CallError(.notImplemented, "'\(action)' is not an action of OCPP 1.6 handled here")
    }
  }

  private func answer201(_ action: String, _ payload: JSONValue) throws(CallError) -> JSONValue {
    switch action {
    case "Authorize":
      guard let tag = payload["idToken"]?["idToken"]?.text else { throw .missing("idToken.idToken", version) }
      return ["idTokenInfo": ["status": .string(rules.authorization.status(tag))]]
    case "TransactionEvent":
      guard let tag = payload["idToken"]?["idToken"]?.text else { return [:] }
      return ["idTokenInfo": ["status": .string(rules.authorization.status(tag))]]
    case "NotifyReport", "NotifyEvent", "NotifyMonitoringReport", "NotifyChargingLimit",
      "NotifyDisplayMessages",
      "NotifyCustomerInformation", "ClearedChargingLimit", "ReportChargingProfiles",
      "ReservationStatusUpdate", "PublishFirmwareStatusNotification":
      return [:]
    case "NotifyEVChargingNeeds", "NotifyEVChargingSchedule": return ["status": "Rejected"]
    default: throw CallError(.notImplemented, "'\(action)' is not an action of OCPP 2.0.1 handled here")
    }
  }
}
