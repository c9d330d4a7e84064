import Foundation
import GBCS
import LinuxHAL
import MeterCore

/// The inventory's record of this meter: kept beside it, as the data and communications company keeps it, not in it.
extension StoredESME {
  /// The inventory with this meter's record, made of what the meter knows the first time. The responsible parties are
  /// always those of the meter's party register.
  public func inventory() throws(ESMEFolderError) -> Inventory {
    let record = deviceRecord()
    guard FileManager.default.fileExists(atPath: folder.inventoryPath) else {
      return Inventory(devices: [record], provisionalSecondaryExport: settings.edition != .published)
    }
    guard let data = FileManager.default.contents(atPath: folder.inventoryPath) else {
      throw .unreadable(folder.inventoryPath)
    }
    var inventory: Inventory
    do { inventory = try JSONDecoder().decode(Inventory.self, from: data) } catch {
      throw .notSettings(folder.inventoryPath, "\(error)")
    }
    inventory.setParties(record.parties, ofDevice: record.deviceID)
    return inventory
  }

  /// Keeps the inventory; the caller holds the folder's lock.
  public func save(_ inventory: Inventory) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try DurableFile.replace(folder.inventoryPath, with: Array(encoder.encode(inventory)))
  }

  /// MPANs that the inventory and the meter itself do not agree about: each is set by a service of its own.
  public func mpansDiffering(from inventory: Inventory) -> [GBCS.MPANSlot] {
    let own = deviceRecord()
    guard let record = inventory.devices.first(where: { $0.deviceID == own.deviceID }) else { return [] }
    return GBCS.MPANSlot.allCases.filter { record.mpans[$0] != own.mpans[$0] }
  }

  private func deviceRecord() -> DeviceRecord {
    var mpans: [GBCS.MPANSlot: String] = [:]
    for slot in GBCS.MPANSlot.allCases {
      if let mpan = try? live.mpan(slot), !mpan.isEmpty { mpans[slot] = mpan }
    }
    var parties: [InventoryRole: EntityIdentifier] = [:]
    for party in Party.allCases {
      let identity = live.meter.state.parties.entries[Int(party.rawValue)].identity
      if identity != 0 { parties[party.inventoryRole] = EntityIdentifier(identity) }
    }
    return DeviceRecord(
      deviceID: EntityIdentifier(EUI64.identity(settings.identity) ?? 0), variant: "TwinElement",
      status: "Commissioned", mpans: mpans, parties: parties)
  }
}

extension Party {
  /// The party's role before the inventory.
  var inventoryRole: InventoryRole {
    switch self {
    case .importSupplier: .importSupplier
    case .secondaryImportSupplier: .secondaryImportSupplier
    case .exportSupplier: .exportSupplier
    case .secondaryExportSupplier: .secondaryExportSupplier
    case .networkOperator: .networkOperator
    case .otherUser: .otherUser
    case .registeredSupplierAgent: .registeredSupplierAgent
    }
  }
}
