import MeterCore

/// One issued period in the row log: 32 bytes, checksum first.
public struct FleetRow: Equatable, Sendable {
  static let byteCount = 32
  private static let seed: UInt32 = 0x5243_4D53

  /// Index of the meter.
  public var meter: UInt32
  /// The period as issued.
  public var period: VirtualPeriod

  func encode(into bytes: inout MutableRawSpan) {
    bytes.storeBytes(of: meter.littleEndian, toByteOffset: 4, as: UInt32.self)
    bytes.storeBytes(of: period.startSeconds.littleEndian, toByteOffset: 8, as: UInt32.self)
    bytes.storeBytes(of: period.flags.rawValue.littleEndian, toByteOffset: 12, as: UInt16.self)
    bytes.storeBytes(of: period.revision, toByteOffset: 14, as: UInt8.self)
    bytes.storeBytes(of: period.period.rawValue, toByteOffset: 15, as: UInt8.self)
    bytes.storeBytes(of: period.energy.microwattHours.littleEndian, toByteOffset: 16, as: Int64.self)
    bytes.storeBytes(of: period.register.microwattHours.littleEndian, toByteOffset: 24, as: Int64.self)
    let sum = CRC32C.checksum(bytes.bytes.extracting(4..<Self.byteCount), seed: Self.seed)
    bytes.storeBytes(of: sum.littleEndian, toByteOffset: 0, as: UInt32.self)
  }

  static func decode(_ bytes: RawSpan, at offset: Int) -> FleetRow? {
    func integer<T: FixedWidthInteger & BitwiseCopyable>(_ at: Int, _: T.Type) -> T {
      T(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + at, as: T.self))
    }
    let sum = CRC32C.checksum(bytes.extracting((offset + 4)..<(offset + byteCount)), seed: seed)
    guard integer(0, UInt32.self) == sum, let length = PeriodLength(rawValue: integer(15, UInt8.self)) else {
      return nil
    }
    return FleetRow(
      meter: integer(4, UInt32.self),
      period: VirtualPeriod(
        startSeconds: integer(8, UInt32.self), period: length,
        energy: Energy(microwattHours: integer(16, Int64.self)),
        register: Energy(microwattHours: integer(24, Int64.self)),
        flags: PeriodFlags(rawValue: integer(12, UInt16.self)), revision: integer(14, UInt8.self)))
  }
}
