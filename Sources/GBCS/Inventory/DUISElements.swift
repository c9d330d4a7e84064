import XMLCoder

struct RequestElement: Codable {
  var header: HeaderElement
  var body: BodyElement

  enum CodingKeys: String, CodingKey {
    case header = "Header"
    case body = "Body"
  }

  init(_ request: InventoryRequest) {
    let service =
      switch request.action {
      case .read: "8.2"
      case .update: "8.4"
      case .addToHANDeviceLog, .removeFromHANDeviceLog: "8.11"
      }
    header = HeaderElement(
      requestID: request.identifier, commandVariant: service == "8.11" ? "1" : "8", serviceReference: service,
      serviceReferenceVariant: service)
    body = BodyElement(request)
  }

  func request() throws(InventoryError) -> InventoryRequest {
    func entity(_ text: String) throws(InventoryError) -> EntityIdentifier {
      guard let entity = EntityIdentifier(text) else { throw .malformed("\(text) is not an EUI-64") }
      return entity
    }
    if let read = body.readInventory, header.serviceReference == "8.2" {
      return InventoryRequest(identifier: header.requestID, device: try entity(read.deviceID), action: .read)
    }
    if let update = body.updateInventory, header.serviceReference == "8.4" {
      guard let mpans = update.updateMPANs?.slots, !mpans.isEmpty else {
        throw .malformed("UpdateInventory has no UpdateMPANs; other updates are not implemented")
      }
      return InventoryRequest(
        identifier: header.requestID, device: try entity(update.deviceID), action: .update(mpans))
    }
    if let log = body.updateHANDeviceLog, header.serviceReference == "8.11" {
      // The log is the hub's, of which RequestID names the target; the device in the body is the one that joins.
      let parts = header.requestID.split(separator: ":")
      guard parts.count == 3 else { throw .malformed("RequestID is not originator:target:counter") }
      let target = try entity(String(parts[1]))
      let device = try entity(log.deviceID)
      switch (log.requestType, log.add) {
      case ("Add", .some(let add)):
        return InventoryRequest(
          identifier: header.requestID, device: target,
          action: .addToHANDeviceLog(
            InventoryRequest.HANEntry(
              device: device, joinTimePeriod: add.joinTimePeriod, mpans: add.mpans.slots)))
      case ("Remove", nil):
        return InventoryRequest(
          identifier: header.requestID, device: target, action: .removeFromHANDeviceLog(device))
      default: throw .malformed("UpdateHANDeviceLog is neither an Add with its details nor a Remove")
      }
    }
    throw .malformed(
      "the body is not that of service \(header.serviceReference); known are 8.2, 8.4 and 8.11")
  }
}

struct HeaderElement: Codable {
  var requestID: String
  var commandVariant: String
  var serviceReference: String
  var serviceReferenceVariant: String

  enum CodingKeys: String, CodingKey {
    case requestID = "RequestID"
    case commandVariant = "CommandVariant"
    case serviceReference = "ServiceReference"
    case serviceReferenceVariant = "ServiceReferenceVariant"
  }
}

struct BodyElement: Codable {
  var readInventory: DeviceElement?
  var updateInventory: UpdateElement?
  var updateHANDeviceLog: HANLogElement?

  enum CodingKeys: String, CodingKey {
    case readInventory = "ReadInventory"
    case updateInventory = "UpdateInventory"
    case updateHANDeviceLog = "UpdateHANDeviceLog"
  }

  init(_ request: InventoryRequest) {
    switch request.action {
    case .read: readInventory = DeviceElement(deviceID: request.device.dashed)
    case .update(let mpans):
      updateInventory = UpdateElement(deviceID: request.device.dashed, updateMPANs: MPANsElement(mpans))
    case .addToHANDeviceLog(let entry):
      updateHANDeviceLog = HANLogElement(
        deviceID: entry.device.dashed, requestType: "Add",
        add: AddElement(joinTimePeriod: entry.joinTimePeriod, mpans: MPANsElement(entry.mpans)))
    case .removeFromHANDeviceLog(let device):
      updateHANDeviceLog = HANLogElement(deviceID: device.dashed, requestType: "Remove")
    }
  }
}

struct DeviceElement: Codable {
  var deviceID: String

  enum CodingKeys: String, CodingKey { case deviceID = "DeviceID" }
}

struct UpdateElement: Codable {
  var deviceID: String
  var updateMPANs: MPANsElement?

  enum CodingKeys: String, CodingKey {
    case deviceID = "DeviceID"
    case updateMPANs = "UpdateMPANs"
  }
}

struct HANLogElement: Codable {
  var deviceID: String
  var requestType: String
  var add: AddElement?

  enum CodingKeys: String, CodingKey {
    case deviceID = "DeviceID"
    case requestType = "RequestType"
    case add = "AddDeviceToCHFWhitelist"
  }
}

/// The install code that a real request has beside these is a secret of the hub's: read over, never kept.
struct AddElement: Codable {
  var joinTimePeriod: UInt16
  var mpans: MPANsElement

  private enum CodingKeys: String, CodingKey { case joinTimePeriod = "JoinTimePeriod" }

  init(joinTimePeriod: UInt16, mpans: MPANsElement) {
    self.joinTimePeriod = joinTimePeriod
    self.mpans = mpans
  }

  init(from decoder: any Decoder) throws {
    joinTimePeriod = try decoder.container(keyedBy: CodingKeys.self).decode(
      UInt16.self, forKey: .joinTimePeriod)
    mpans = try MPANsElement(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(joinTimePeriod, forKey: .joinTimePeriod)
    try mpans.encode(to: encoder)
  }
}

/// The four MPANs, the fourth marked.
struct MPANsElement: Codable {
  var importMPxN: String?
  var secondaryImportMPAN: String?
  var exportMPAN: String?
  var secondaryExportMPAN: ProvisionalElement?

  enum CodingKeys: String, CodingKey {
    case importMPxN = "ImportMPxN"
    case secondaryImportMPAN = "SecondaryImportMPAN"
    case exportMPAN = "ExportMPAN"
    case secondaryExportMPAN = "SecondaryExportMPAN"
  }

  init(_ slots: [MPANSlot: String]) {
    importMPxN = slots[.primaryImport]
    secondaryImportMPAN = slots[.secondaryImport]
    exportMPAN = slots[.primaryExport]
    secondaryExportMPAN = slots[.secondaryExport].map { ProvisionalElement(value: $0) }
  }

  var slots: [MPANSlot: String] {
    var slots: [MPANSlot: String] = [:]
    slots[.primaryImport] = importMPxN
    slots[.secondaryImport] = secondaryImportMPAN
    slots[.primaryExport] = exportMPAN
    slots[.secondaryExport] = secondaryExportMPAN?.value
    return slots
  }
}

/// Text in an element that says it is provisional.
struct ProvisionalElement: Codable, DynamicNodeEncoding {
  var provisional = "true"
  var value: String

  enum CodingKeys: String, CodingKey {
    case provisional
    case value = ""
  }

  init(value: String) { self.value = value }

  init(from decoder: any Decoder) throws {
    value = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .value)
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue == CodingKeys.provisional.stringValue ? .attribute : .element
  }
}

struct ResponseElement: Encodable {
  struct Body: Encodable {
    let device: Device

    enum CodingKeys: String, CodingKey { case device = "DeviceDetails" }
  }

  struct Device: Encodable {
    let record: DeviceRecord

    enum CodingKeys: String, CodingKey {
      case deviceID = "DeviceID"
      case type = "DeviceType"
      case variant = "ESMEVariant"
      case status = "DeviceStatus"
      case mpans = "MPANs"
      case parties = "Parties"
      case hanDevices = "HANDevices"
    }

    struct Party: Encodable {
      let role: String
      let partyID: String

      enum CodingKeys: String, CodingKey {
        case role = "Role"
        case partyID = "PartyID"
      }
    }

    struct Parties: Encodable {
      let party: [Party]

      enum CodingKeys: String, CodingKey { case party = "Party" }
    }

    struct Devices: Encodable {
      let deviceID: [String]

      enum CodingKeys: String, CodingKey { case deviceID = "DeviceID" }
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(record.deviceID, forKey: .deviceID)
      try values.encode(record.deviceType, forKey: .type)
      try values.encode(record.variant, forKey: .variant)
      try values.encode(record.status, forKey: .status)
      try values.encode(MPANsElement(record.mpans), forKey: .mpans)
      let parties = InventoryRole.allCases.compactMap { role in
        record.parties[role].map { Party(role: role.rawValue, partyID: $0) }
      }
      try values.encode(Parties(party: parties), forKey: .parties)
      try values.encode(Devices(deviceID: record.hanDevices.map(\.deviceID)), forKey: .hanDevices)
    }
  }

  let requestID: String
  let responseCode: String
  let body: Body

  enum CodingKeys: String, CodingKey {
    case requestID = "RequestID"
    case responseCode = "ResponseCode"
    case body = "Body"
  }

  init(_ record: DeviceRecord, _ request: InventoryRequest) {
    requestID = request.identifier
    responseCode = "I0"
    body = Body(device: Device(record: record))
  }
}
