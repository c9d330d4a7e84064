/// Meters by EUI-64, read and updated by service requests 8.2, 8.4 and 8.11.
public struct Inventory: Codable, Equatable, Sendable {
  public private(set) var devices: [DeviceRecord]
  /// Whether MP184's secondary export MPAN may be held; if not, requests with it are refused.
  public var provisionalSecondaryExport: Bool

  public init(devices: [DeviceRecord] = [], provisionalSecondaryExport: Bool = false) {
    self.devices = devices
    self.provisionalSecondaryExport = provisionalSecondaryExport
  }

  /// Does `request` for `user` in `role`; throws with nothing changed where it may not. Returns the record as that
  /// role sees it.
  public mutating func handle(
    _ request: InventoryRequest, from user: EntityIdentifier, as role: InventoryRole
  ) throws(InventoryError) -> DeviceRecord {
    guard let index = devices.firstIndex(where: { $0.deviceID == request.device.dashed }) else {
      throw .unknownDevice(request.device)
    }
    var record = devices[index]
    if role.isNamedInRecord, record.parties[role] != user.dashed { throw .notTheParty(user, role) }
    switch request.action {
    case .read: break
    case .update(let mpans):
      try check(mpans)
      for slot in mpans.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
        guard role.settableMPANs.contains(slot) else { throw .notSettable(slot, role) }
      }
      record.mpans.merge(mpans) { _, new in new }
    case .addToHANDeviceLog(let entry):
      guard role.updatesHANDeviceLog else { throw .notPermitted("8.11", role) }
      try check(entry.mpans)
      // Registered with the join: fields the meter has no value for yet, and never another value than it has.
      for (slot, mpan) in entry.mpans {
        if let known = record.mpans[slot], known != mpan { throw .conflicts(slot) }
      }
      record.hanDevices.removeAll { $0.deviceID == entry.device.dashed }
      record.hanDevices.append(
        HANDevice(
          deviceID: entry.device.dashed, joinTimePeriod: entry.joinTimePeriod,
          mpans: entry.mpans.values.sorted()))
    case .removeFromHANDeviceLog(let device):
      guard role.updatesHANDeviceLog else { throw .notPermitted("8.11", role) }
      guard record.hanDevices.contains(where: { $0.deviceID == device.dashed }) else {
        throw .unknownDevice(device)
      }
      record.hanDevices.removeAll { $0.deviceID == device.dashed }
    }
    devices[index] = record
    record.mpans = record.mpans.filter { role.visibleMPANs.contains($0.key) }
    return record
  }

  /// Says who is responsible for the MPANs of a device; nothing where it is not held.
  public mutating func setParties(_ parties: [InventoryRole: String], ofDevice deviceID: String) {
    guard let index = devices.firstIndex(where: { $0.deviceID == deviceID }) else { return }
    devices[index].parties = parties
  }

  private func check(_ mpans: [MPANSlot: String]) throws(InventoryError) {
    if mpans[.secondaryExport] != nil, !provisionalSecondaryExport { throw .provisional }
    for (slot, text) in mpans where MPAN(text) == nil { throw .notAnMPAN(slot) }
  }
}

/// A service request on the inventory.
public struct InventoryRequest: Equatable, Sendable {
  /// Originator, target and counter, as DUIS's RequestID.
  public var identifier: String
  public var device: EntityIdentifier
  public var action: Action

  public enum Action: Equatable, Sendable {
    /// 8.2
    case read
    /// 8.4
    case update([MPANSlot: String])
    /// 8.11
    case addToHANDeviceLog(HANEntry)
    /// 8.11
    case removeFromHANDeviceLog(EntityIdentifier)
  }

  public struct HANEntry: Equatable, Sendable {
    public var device: EntityIdentifier
    public var joinTimePeriod: UInt16
    public var mpans: [MPANSlot: String]

    public init(device: EntityIdentifier, joinTimePeriod: UInt16, mpans: [MPANSlot: String]) {
      self.device = device
      self.joinTimePeriod = joinTimePeriod
      self.mpans = mpans
    }
  }

  public init(identifier: String, device: EntityIdentifier, action: Action) {
    self.identifier = identifier
    self.device = device
    self.action = action
  }
}

/// Why a service request was not done.
public enum InventoryError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(String)
  case unknownDevice(EntityIdentifier)
  case notTheParty(EntityIdentifier, InventoryRole)
  case notPermitted(String, InventoryRole)
  case notSettable(MPANSlot, InventoryRole)
  case notAnMPAN(MPANSlot)
  case conflicts(MPANSlot)
  case provisional

  public var description: String {
    switch self {
    case .malformed(let what): "not a service request: \(what)"
    case .unknownDevice(let device): "the inventory has no device \(device.dashed)"
    case .notTheParty(let user, let role): "\(user.dashed) is not this meter's \(role.rawValue)"
    case .notPermitted(let service, let role): "the \(role.rawValue) may not use service \(service)"
    case .notSettable(let slot, let role): "the \(role.rawValue) may not set the \(slot.rawValue) MPAN"
    case .notAnMPAN(let slot): "the \(slot.rawValue) MPAN is not 13 digits"
    case .conflicts(let slot): "the \(slot.rawValue) MPAN is not the one that the inventory has"
    case .provisional: "the secondary export MPAN is provisional (MP184); the capability for it is off"
    }
  }
}
