/// What an inventory holds about one meter: its four MPANs and who is responsible for each.
public struct DeviceRecord: Codable, Equatable, Sendable {
  public var deviceID: String
  /// As `ESME`.
  public var deviceType: String
  /// As `TwinElement`.
  public var variant: String
  /// As `Commissioned`.
  public var status: String
  public var mpans: [MPANSlot: String]
  /// EUI-64 of the party of each role that has one.
  public var parties: [InventoryRole: String]
  public var hanDevices: [HANDevice]

  public init(
    deviceID: EntityIdentifier, deviceType: String = "ESME", variant: String, status: String,
    mpans: [MPANSlot: String] = [:], parties: [InventoryRole: EntityIdentifier] = [:]
  ) {
    self.deviceID = deviceID.dashed
    self.deviceType = deviceType
    self.variant = variant
    self.status = status
    self.mpans = mpans
    self.parties = parties.mapValues(\.dashed)
    hanDevices = []
  }

  private enum CodingKeys: String, CodingKey {
    case deviceID, deviceType, variant, status, mpans, parties, hanDevices
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    deviceID = try values.decode(String.self, forKey: .deviceID)
    deviceType = try values.decode(String.self, forKey: .deviceType)
    variant = try values.decode(String.self, forKey: .variant)
    status = try values.decode(String.self, forKey: .status)
    mpans = try Self.dictionary(try values.decode([String: String].self, forKey: .mpans), values, .mpans)
    parties = try Self.dictionary(
      try values.decode([String: String].self, forKey: .parties), values, .parties)
    hanDevices = try values.decodeIfPresent([HANDevice].self, forKey: .hanDevices) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(deviceID, forKey: .deviceID)
    try values.encode(deviceType, forKey: .deviceType)
    try values.encode(variant, forKey: .variant)
    try values.encode(status, forKey: .status)
    try values.encode(Self.names(mpans), forKey: .mpans)
    try values.encode(Self.names(parties), forKey: .parties)
    try values.encode(hanDevices, forKey: .hanDevices)
  }

  private static func names<Key: RawRepresentable<String>>(_ values: [Key: String]) -> [String: String] {
    Dictionary(values.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static func dictionary<Key: RawRepresentable<String> & Hashable>(
    _ values: [String: String], _ container: KeyedDecodingContainer<CodingKeys>, _ coding: CodingKeys
  ) throws -> [Key: String] {
    var result: [Key: String] = [:]
    for (name, value) in values {
      guard let key = Key(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: coding, in: container, debugDescription: "unknown name \"\(name)\"")
      }
      result[key] = value
    }
    return result
  }
}

/// A device that may join the home area network, from service request 8.11. Its install code is a secret: it is passed
/// on to the hub and never kept.
public struct HANDevice: Codable, Equatable, Sendable {
  public var deviceID: String
  /// Minutes.
  public var joinTimePeriod: UInt16
  public var mpans: [String]
}

extension EntityIdentifier {
  /// Octets with hyphens, upper case, as DUIS writes them.
  public var dashed: String { octets.map { Hex.text($0).uppercased() }.joined(separator: "-") }
}
