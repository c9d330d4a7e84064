extension FrameExplanation {
  static func frameFields(_ frame: Frame) -> [Field] {
    let form =
      switch frame.seal {
      case .unsigned: "general-signing without signature: a pre-command"
      case .signature: "general-signing, signed, no MAC"
      case .mac(nil, _): "general-ciphering with MAC around general-signing without signature"
      case .mac: "general-ciphering with MAC around general-signing with signature"
      }
    return [
      Field(name: "form", value: form, depth: 0),
      Field(name: "length", value: "\(frame.encoded().count) octets", depth: 0),
    ]
  }

  static func headerFields(_ header: GroupingHeader) -> [Field] {
    let other = header.otherInformation
    let useCase = UseCase.find(other.messageCode)
    var fields = [
      Field(name: "kind", value: "\(header.direction)", depth: 0),
      Field(name: "originator", value: "\(header.originator)", depth: 0),
      Field(name: "recipient", value: "\(header.recipient)", depth: 0),
      Field(name: "originator counter", value: "\(header.counter)", depth: 0),
      Field(
        name: "message code",
        value: "\(other.messageCode) \(other.messageCode.useCaseName ?? "unknown use case")", depth: 0),
    ]
    if let useCase {
      let criticality = useCase.isCritical ? "critical" : "not critical"
      fields.append(
        Field(
          name: "use case", value: "\(useCase.title) (service \(useCase.serviceReference), \(criticality))",
          depth: 1))
      if useCase.isProvisional {
        fields.append(
          Field(name: "provisional", value: "code and objects are this project's own, for MP184", depth: 1))
      }
    }
    if let time = header.dateTime { fields.append(Field(name: "date-time", value: "\(time)", depth: 0)) }
    if let party = other.supplementaryParty {
      fields.append(Field(name: "supplementary party", value: "\(party)", depth: 0))
    }
    if let counter = other.supplementaryCounter {
      fields.append(Field(name: "supplementary counter", value: "\(counter)", depth: 0))
    }
    if let counter = other.supplementaryOriginatorCounter {
      fields.append(Field(name: "supplementary originator counter", value: "\(counter)", depth: 0))
    }
    if !other.certificate.isEmpty {
      fields.append(Field(name: "certificate", value: "\(other.certificate.count) octets", depth: 0))
    }
    return fields
  }

  static func payloadLayer(_ payload: Payload) -> Layer {
    var fields: [Field] = []
    switch payload {
    case .accessRequest(let request):
      fields.append(identifier(request.longInvokeIdentifier))
      for access in request.accesses {
        fields.append(Field(name: "\(access.operation.kind)", value: "\(access.target)", depth: 0))
        switch access.operation {
        case .getSelected(let selector, let parameters), .setSelected(let selector, let parameters):
          append(parameters, name: "selector \(selector)", depth: 1, &fields)
        default: break
        }
        if access.data != .null { append(access.data, name: "data", depth: 1, &fields) }
      }
      return Layer(name: "access-request", fields: fields)
    case .accessResponse(let response):
      fields.append(identifier(response.longInvokeIdentifier))
      for result in response.results {
        fields.append(Field(name: "\(result.kind)", value: "\(result.code)", depth: 0))
        if result.data != .null { append(result.data, name: "data", depth: 1, &fields) }
      }
      return Layer(name: "access-response", fields: fields)
    case .dataNotification(let notification):
      fields.append(identifier(notification.longInvokeIdentifier))
      fields += alertFields(payload)
      append(notification.body, name: "body", depth: 0, &fields)
      return Layer(name: "data-notification", fields: fields)
    case .asn1(let node):
      fields += alertFields(payload)
      append(node, depth: 0, &fields)
      return Layer(name: "ASN.1", fields: fields)
    case .gbz(let message):
      for component in message.components {
        fields += [
          Field(
            name: "cluster",
            value: Hex.text([UInt8(component.cluster >> 8), UInt8(component.cluster & 255)]), depth: 0),
          Field(name: "command", value: Hex.text(component.command), depth: 1),
          Field(name: "frame control", value: Hex.text(component.frameControl), depth: 1),
          Field(name: "sequence number", value: "\(component.sequenceNumber)", depth: 1),
          Field(name: "body", value: Hex.text(component.body), depth: 1),
        ]
      }
      return Layer(name: "GBZ, profile 0109", fields: fields)
    }
  }

  private static func identifier(_ value: UInt32) -> Field {
    Field(name: "long-invoke-id-and-priority", value: "0x" + String(value, radix: 16), depth: 0)
  }

  private static func alertFields(_ payload: Payload) -> [Field] {
    guard let alert = Alert(payload) else { return [] }
    let code = Hex.text([UInt8(alert.code >> 8), UInt8(alert.code & 0xFF)])
    let time = alert.time.map { "\($0)" } ?? alert.generalizedTime ?? "without time"
    return [Field(name: "alert", value: "\(code) at \(time)", depth: 0)]
  }

  static func append(_ data: DLMSData, name: String, depth: Int, _ fields: inout [Field]) {
    switch data {
    case .array(let elements), .structure(let elements):
      let kind = if case .array = data { "array" } else { "structure" }
      fields.append(Field(name: name, value: "\(kind) of \(elements.count)", depth: depth))
      for (index, element) in elements.enumerated() {
        append(element, name: "\(index + 1)", depth: depth + 1, &fields)
      }
    case .compactArray(let array):
      fields.append(Field(name: name, value: "compact array of \(array.rows.count)", depth: depth))
      for (index, row) in array.rows.enumerated() {
        fields.append(Field(name: "\(index + 1)", value: rowText(row), depth: depth + 1))
      }
    default: fields.append(Field(name: name, value: scalarText(data), depth: depth))
    }
  }

  private static func rowText(_ row: DLMSData) -> String {
    guard case .structure(let cells) = row else { return scalarText(row) }
    return cells.enumerated().map { index, cell in
      if case .array(let values) = cell {
        return "[" + values.map { scalarText($0) }.joined(separator: " ") + "]"
      }
      // The first column of every log is its time stamp.
      if index == 0, case .uint32(let seconds) = cell { return "\(COSEMDateTime(secondsSince2000: seconds))" }
      return scalarText(cell)
    }.joined(separator: ", ")
  }

  private static func scalarText(_ data: DLMSData) -> String {
    switch data {
    case .null: return "null"
    case .boolean(let value): return value == 0 ? "false" : "true"
    case .bitString(let count, let octets): return "\(count) bits \(Hex.text(octets))"
    case .enumeration(let value): return "enum \(value)"
    case .octetString(let octets):
      if octets.count == 12, let time = COSEMDateTime(octets), octets[9] == 0x80 || time == .never {
        return "\(Hex.text(octets)) (\(time))"
      }
      if octets.count == 6, octets[5] == 0xFF, let name = LogicalName(octets: octets) {
        return "\(Hex.text(octets)) (\(name))"
      }
      if octets.count > 3, octets.allSatisfy({ (32...126).contains($0) }) {
        return "\(Hex.text(octets)) \"\(String(decoding: octets, as: UTF8.self))\""
      }
      return octets.isEmpty ? "empty" : Hex.text(octets)
    case .visibleString(let octets), .utf8String(let octets):
      // Text of a frame goes to a terminal: nothing in it may drive one.
      return "\""
        + String(decoding: octets, as: UTF8.self).unicodeScalars.map {
          $0.value < 32 || (127...159).contains($0.value) ? "·" : String($0)
        }.joined() + "\""
    case .dateTime(let octets), .date(let octets), .time(let octets): return Hex.text(octets)
    case .float32(let bits): return "\(Float(bitPattern: bits))"
    case .float64(let bits): return "\(Double(bitPattern: bits))"
    case .uint64(let value): return "\(value)"
    default: return data.integer.map { "\($0)" } ?? ""
    }
  }

  private static func append(_ node: ASN1Node, depth: Int, _ fields: inout [Field]) {
    let value = node.valueText.unicodeScalars.map { $0.value < 32 || $0.value > 126 ? "·" : String($0) }
      .joined()
    fields.append(Field(name: node.typeName, value: value, depth: depth))
    for child in node.children { append(child, depth: depth + 1, &fields) }
  }
}
