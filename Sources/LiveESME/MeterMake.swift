/// What a meter has from its maker, as remote parties read it.
public struct MeterMake: Codable, Equatable, Sendable {
  /// Manufacturer identifier, 2 octets as a number.
  public var manufacturer: UInt16
  /// Model, 4 octets as a number.
  public var model: UInt32
  /// Firmware version, 4 octets as a number.
  public var firmware: UInt32

  public init(manufacturer: UInt16 = 0, model: UInt32 = 0, firmware: UInt32 = 0x0001_0000) {
    self.manufacturer = manufacturer
    self.model = model
    self.firmware = firmware
  }
}
