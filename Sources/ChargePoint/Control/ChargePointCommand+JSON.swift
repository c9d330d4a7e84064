extension ChargePointCommand {
  /// The command as it goes over the control socket.
  public var json: JSONValue {
    switch self {
    case .start(let connector, let tag):
      .members(("command", "start"), ("connector", connector.map { .integer($0) }), ("tag", .string(tag)))
    case .stop(let transaction):
      .members(("command", "stop"), ("transaction", transaction.map { .string($0) }))
    case .unlock(let connector): ["command": "unlock", "connector": .integer(connector)]
    case .reset(let isHard): ["command": "reset", "hard": .bool(isHard)]
    case .limit(let connector, let value, let unit):
      [
        "command": "limit", "connector": .integer(connector), "value": .string(value),
        "unit": .string(unit.rawValue),
      ]
    case .clearLimits(let connector): ["command": "clear-limits", "connector": .integer(connector)]
    case .configure(let key, let value):
      ["command": "configure", "key": .string(key), "value": .string(value)]
    case .configuration(let keys): ["command": "configuration", "keys": .array(keys.map { .string($0) })]
    case .trigger(let message, let connector):
      .members(
        ("command", "trigger"), ("message", .string(message)), ("connector", connector.map { .integer($0) }))
    }
  }

  /// Reads a command; nil when a part is missing.
  public init?(json: JSONValue) {
    let connector = json["connector"]?.integer.flatMap { Int(exactly: $0) }
    switch json["command"]?.text {
    case "start"?:
      guard let tag = json["tag"]?.text else { return nil }
      self = .start(connector: connector, tag: tag)
    case "stop"?: self = .stop(transaction: json["transaction"]?.text)
    case "unlock"?:
      guard let connector else { return nil }
      self = .unlock(connector: connector)
    case "reset"?: self = .reset(hard: json["hard"]?.boolean ?? false)
    case "limit"?:
      guard let connector, let value = json["value"]?.text,
        let unit = json["unit"]?.text.flatMap(LimitUnit.init(rawValue:))
      else { return nil }
      self = .limit(connector: connector, value: value, unit: unit)
    case "clear-limits"?:
      guard let connector else { return nil }
      self = .clearLimits(connector: connector)
    case "configure"?:
      guard let key = json["key"]?.text, let value = json["value"]?.text else { return nil }
      self = .configure(key: key, value: value)
    case "configuration"?: self = .configuration(keys: (json["keys"]?.elements ?? []).compactMap(\.text))
    case "trigger"?:
      guard let message = json["message"]?.text else { return nil }
      self = .trigger(message: message, connector: connector)
    default: return nil
    }
  }
}
