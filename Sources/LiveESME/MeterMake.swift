/// What a meter has from its maker, as remote parties read it (ECS26e, ECS26m, ECS52). What each text means beyond
/// identity and firmware is published nowhere reachable (*unverified*).
public struct MeterMake: Codable, Equatable, Sendable {
  /// EUI-64.
  public var identity: UInt64
  /// 0-0:96.1.2, 96.1.4 and 96.1.6.
  public var variant: String
  public var model: String
  public var manufacturer: String
  /// Firmware version, 4 octets as a number.
  public var firmware: UInt32

  public init(
    identity: UInt64 = 0, variant: String = "B", model: String = "TWINSIM1", manufacturer: String = "SWM",
    firmware: UInt32 = 0x0001_0000
  ) {
    self.identity = identity
    self.variant = variant
    self.model = model
    self.manufacturer = manufacturer
    self.firmware = firmware
  }
}
