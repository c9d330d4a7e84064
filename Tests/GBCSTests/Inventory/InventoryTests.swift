import Foundation
import Testing

@testable import GBCS

struct InventoryTests {
  static let parties: [InventoryRole: EntityIdentifier] = [
    .importSupplier: EntityIdentifier(1), .secondaryImportSupplier: EntityIdentifier(2),
    .exportSupplier: EntityIdentifier(3), .secondaryExportSupplier: EntityIdentifier(4),
    .networkOperator: EntityIdentifier(5),
  ]
  static let mpans: [MPANSlot: String] = [
    .primaryImport: "1000000000003", .secondaryImport: "1000000000011", .primaryExport: "1000000000021",
    .secondaryExport: "1000000000030",
  ]

  static func inventory(provisional: Bool = true) -> Inventory {
    Inventory(
      devices: [
        DeviceRecord(
          deviceID: .device, variant: "TwinElement", status: "Commissioned", mpans: mpans, parties: parties)
      ], provisionalSecondaryExport: provisional)
  }

  private func request(_ action: InventoryRequest.Action) -> InventoryRequest {
    InventoryRequest(
      identifier: "00-00-00-00-00-00-00-01:\(EntityIdentifier.device.dashed):7", device: .device,
      action: action)
  }

  @Test func everyRoleReadsWhatItMay() throws {
    for role in InventoryRole.allCases {
      var inventory = Self.inventory()
      let user = Self.parties[role] ?? EntityIdentifier(99)
      let record = try inventory.handle(request(.read), from: user, as: role)
      #expect(Set(record.mpans.keys) == role.visibleMPANs, "\(role)")
      #expect(inventory == Self.inventory(), "a read changes nothing")
    }
  }

  @Test func everyRoleSetsWhatItMay() throws {
    var (granted, refused) = (0, 0)
    for role in InventoryRole.allCases {
      for slot in MPANSlot.allCases {
        var inventory = Self.inventory()
        let user = Self.parties[role] ?? EntityIdentifier(99)
        do throws(InventoryError) {
          _ = try inventory.handle(request(.update([slot: "2000000000006"])), from: user, as: role)
          #expect(role.settableMPANs.contains(slot))
          #expect(inventory.devices[0].mpans[slot] == "2000000000006")
          granted += 1
        } catch {
          #expect(error == .notSettable(slot, role))
          #expect(inventory == Self.inventory())
          refused += 1
        }
      }
    }
    #expect((granted, refused) == (4, 24))
  }

  @Test func anotherPartyIsNotTheRole() {
    var inventory = Self.inventory()
    #expect(throws: InventoryError.notTheParty(EntityIdentifier(3), .secondaryExportSupplier)) {
      try inventory.handle(request(.read), from: EntityIdentifier(3), as: .secondaryExportSupplier)
    }
  }

  @Test func theFourthMPANNeedsItsCapability() {
    var inventory = Self.inventory(provisional: false)
    #expect(throws: InventoryError.provisional) {
      try inventory.handle(
        request(.update([.secondaryExport: "2000000000006"])), from: EntityIdentifier(4),
        as: .secondaryExportSupplier)
    }
  }

  @Test func hanDeviceLog() throws {
    var inventory = Self.inventory()
    let joining = EntityIdentifier(0xAABB)
    let add = request(
      .addToHANDeviceLog(
        InventoryRequest.HANEntry(device: joining, joinTimePeriod: 90, mpans: Self.mpans)))
    let record = try inventory.handle(add, from: EntityIdentifier(1), as: .importSupplier)
    #expect(record.hanDevices.map(\.deviceID) == [joining.dashed])
    #expect(throws: InventoryError.notPermitted("8.11", .exportSupplier)) {
      try inventory.handle(add, from: EntityIdentifier(3), as: .exportSupplier)
    }
    var other = Self.mpans
    other[.secondaryExport] = "2000000000006"
    #expect(throws: InventoryError.conflicts(.secondaryExport)) {
      try inventory.handle(
        request(
          .addToHANDeviceLog(InventoryRequest.HANEntry(device: joining, joinTimePeriod: 90, mpans: other))),
        from: EntityIdentifier(1), as: .importSupplier)
    }
    let gone = try inventory.handle(
      request(.removeFromHANDeviceLog(joining)), from: EntityIdentifier(99), as: .otherUser)
    #expect(gone.hanDevices.isEmpty)
  }

  @Test func requestsSurviveXML() throws {
    let actions: [InventoryRequest.Action] = [
      .read, .update([.secondaryExport: "2000000000006"]), .update(Self.mpans),
      .addToHANDeviceLog(
        InventoryRequest.HANEntry(device: EntityIdentifier(0xAABB), joinTimePeriod: 90, mpans: Self.mpans)),
      .removeFromHANDeviceLog(EntityIdentifier(0xAABB)),
    ]
    for action in actions {
      let request = request(action)
      let xml = try DUISDocument.xml(request)
      #expect(try DUISDocument.request(xml) == request)
      let text = String(decoding: xml, as: UTF8.self)
      #expect(text.contains("xmlns=\"\(DUISDocument.namespace)\""))
      if case .read = action { continue }
      #expect(text.contains("provisional=\"true\"") == text.contains("SecondaryExportMPAN"))
    }
  }

  /// In the form that service users send: prefixes, other elements beside the known ones, a signature.
  @Test func aPrefixedRequestIsRead() throws {
    let xml = """
      <?xml version="1.0" encoding="UTF-8"?>
      <sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" \
      xmlns:ds="http://www.w3.org/2000/09/xmldsig#" schemaVersion="5.4">
        <sr:Header>
          <sr:RequestID>00-00-00-00-00-00-00-01:\(EntityIdentifier.device.dashed):12</sr:RequestID>
          <sr:CommandVariant>1</sr:CommandVariant>
          <sr:ServiceReference>8.11</sr:ServiceReference>
          <sr:ServiceReferenceVariant>8.11</sr:ServiceReferenceVariant>
        </sr:Header>
        <sr:Body>
          <sr:UpdateHANDeviceLog>
            <sr:DeviceID>00-00-00-00-00-00-AA-BB</sr:DeviceID>
            <sr:RequestType>Add</sr:RequestType>
            <sr:AddDeviceToCHFWhitelist>
              <sr:JoinTimePeriod>90</sr:JoinTimePeriod>
              <sr:InstallCode>000102030405060708090A0B0C0D0E0F</sr:InstallCode>
              <sr:ImportMPxN>1000000000003</sr:ImportMPxN>
              <sr:SecondaryImportMPAN>1000000000011</sr:SecondaryImportMPAN>
            </sr:AddDeviceToCHFWhitelist>
          </sr:UpdateHANDeviceLog>
        </sr:Body>
        <ds:Signature><ds:SignatureValue>AA==</ds:SignatureValue></ds:Signature>
      </sr:Request>
      """
    let request = try DUISDocument.request(Data(xml.utf8))
    var inventory = Self.inventory()
    let record = try inventory.handle(request, from: EntityIdentifier(1), as: .importSupplier)
    let answer = String(decoding: try DUISDocument.xml(record, answering: request), as: UTF8.self)
    #expect(answer.contains("<SecondaryExportMPAN provisional=\"true\">1000000000030</SecondaryExportMPAN>"))
    #expect(answer.contains("<Role>secondaryExportSupplier</Role>"))
    let json = String(decoding: try JSONEncoder().encode(inventory), as: UTF8.self)
    #expect(!answer.contains("000102030405") && !json.contains("000102030405"), "install codes are not kept")
  }

  @Test func whatIsNoRequestIsRefused() {
    for text in [
      "", "<Request/>", "not xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><Request>&a;</Request>",
      "<Request><Header><RequestID>a</RequestID><CommandVariant>8</CommandVariant><ServiceReference>9.9"
        + "</ServiceReference><ServiceReferenceVariant>9.9</ServiceReferenceVariant></Header><Body/></Request>",
    ] {
      #expect(throws: InventoryError.self, "\(text)") { try DUISDocument.request(Data(text.utf8)) }
    }
  }

  @Test func recordsSurviveJSON() throws {
    let inventory = Self.inventory()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(inventory)
    #expect(try JSONDecoder().decode(Inventory.self, from: data) == inventory)
    #expect(String(decoding: data, as: UTF8.self).contains("\"secondaryExport\":\"1000000000030\""))
  }
}
