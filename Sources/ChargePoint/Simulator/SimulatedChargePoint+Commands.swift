import MeterCore

extension SimulatedChargePoint {
  /// Answers a CALL of the central system at the true time `instant`; what follows from it is in the agenda.
  public mutating func command(
    _ action: String, _ payload: JSONValue, at instant: Instant
  ) throws(CallError) -> JSONValue {
    now = max(now, instant)
    meter.run(to: now)
    switch action {
    case "RemoteStartTransaction", "RequestStartTransaction":
      let tag = payload["idTag"]?.text ?? payload["idToken"]?["idToken"]?.text ?? ""
      guard session == nil, !tag.isEmpty else { return ["status": "Rejected"] }
      plan(now, .begin(tag: tag))
      return ["status": "Accepted"]
    case "RemoteStopTransaction", "RequestStopTransaction":
      guard let session, isCurrent(payload["transactionId"], session) else { return ["status": "Rejected"] }
      plan(now, .end(reason: "Remote"))
      return ["status": "Accepted"]
    case "UnlockConnector":
      if session != nil { plan(now, .end(reason: configuration.version == .v16 ? "UnlockCommand" : "Other")) }
      return ["status": "Unlocked"]
    case "Reset":
      if session != nil {
        plan(now, .end(reason: configuration.version == .v16 ? "SoftReset" : "ImmediateReset"))
      }
      plan(now, .disconnect)
      plan(after(2), .connect)
      plan(after(2), .boot(reason: "RemoteReset"))
      return ["status": "Accepted"]
    case "SetChargingProfile": return setLimit(payload)
    case "ClearChargingProfile":
      limitMilliwatts = nil
      setLoad()
      return ["status": "Accepted"]
    case "ChangeConfiguration":
      guard let key = payload["key"]?.text, let value = payload["value"]?.text else {
        throw .missing("key", configuration.version)
      }
      return ["status": .string(set(key, value))]
    case "SetVariables": return setVariables(payload)
    case "GetConfiguration": return getConfiguration(payload)
    case "GetVariables": return getVariables(payload)
    case "TriggerMessage": return trigger(payload)
    default: throw CallError(.notImplemented, "'\(action)' is not simulated")
    }
  }

  private func isCurrent(_ id: JSONValue?, _ session: Session) -> Bool {
    configuration.version == .v16
      ? id?.integer != nil && id?.integer == transactionIDs[session.number] : id?.text == transactionName
  }

  private mutating func setLimit(_ payload: JSONValue) -> JSONValue {
    let profile = payload["csChargingProfiles"] ?? payload["chargingProfile"]
    let schedule =
      configuration.version == .v16
      ? profile?["chargingSchedule"] : profile?["chargingSchedule"]?.elements?.first
    guard let period = schedule?["chargingSchedulePeriod"]?.elements?.first,
      case .number(let text)? = period["limit"],
      let limit = ExactDecimal(text)?.scaled(byPowerOfTen: 3)?.value
    else { return ["status": "Rejected"] }
    // Amperes of one phase at 230 V.
    limitMilliwatts = schedule?["chargingRateUnit"]?.text == "A" ? limit * 230 : limit
    setLoad()
    return ["status": "Accepted"]
  }

  private mutating func set(_ key: String, _ value: String) -> String {
    let isAligned = key == "ClockAlignedDataInterval" || key == "AlignedDataCtrlr.Interval"
    let isSampled = key == "MeterValueSampleInterval" || key == "SampledDataCtrlr.TxUpdatedInterval"
    if isAligned || isSampled {
      guard let seconds = Int64(value), (0...86_400).contains(seconds) else { return "Rejected" }
      if isAligned {
        alignedSeconds = seconds
        unplan { $0 == .aligned }
        if seconds > 0 { plan(nextAligned(), .aligned) }
      } else {
        sampledSeconds = seconds
      }
    }
    settings[key] = value
    return "Accepted"
  }

  private mutating func setVariables(_ payload: JSONValue) -> JSONValue {
    var results: [JSONValue] = []
    for data in payload["setVariableData"]?.elements ?? [] {
      let status = set(name(of: data), data["attributeValue"]?.text ?? "")
      results.append([
        "attributeStatus": .string(status), "component": data["component"] ?? [:],
        "variable": data["variable"] ?? [:],
      ])
    }
    return ["setVariableResult": .array(results)]
  }

  private func getVariables(_ payload: JSONValue) -> JSONValue {
    let results = (payload["getVariableData"]?.elements ?? []).map { data -> JSONValue in
      let value = settings[name(of: data)]
      return .members(
        ("attributeStatus", value == nil ? "UnknownVariable" : "Accepted"),
        ("attributeValue", value.map { .string($0) }), ("component", data["component"] ?? [:]),
        ("variable", data["variable"] ?? [:]))
    }
    return ["getVariableResult": .array(results)]
  }

  private func name(of data: JSONValue) -> String {
    "\(data["component"]?["name"]?.text ?? "").\(data["variable"]?["name"]?.text ?? "")"
  }

  private func getConfiguration(_ payload: JSONValue) -> JSONValue {
    let keys = payload["key"]?.elements?.compactMap(\.text) ?? settings.keys.sorted()
    return [
      "configurationKey": .array(
        keys.filter { settings[$0] != nil }.map {
          ["key": .string($0), "readonly": false, "value": .string(settings[$0] ?? "")]
        }),
      "unknownKey": .array(keys.filter { settings[$0] == nil }.map { .string($0) }),
    ]
  }

  private mutating func trigger(_ payload: JSONValue) -> JSONValue {
    switch payload["requestedMessage"]?.text {
    case "MeterValues"?: plan(now, .triggered(.meterValues))
    case "StatusNotification"?: plan(now, .triggered(.status))
    case "Heartbeat"?: plan(now, .triggered(.heartbeat))
    case "BootNotification"?: plan(now, .boot(reason: "Triggered"))
    default: return ["status": "NotImplemented"]
    }
    return ["status": "Accepted"]
  }
}
