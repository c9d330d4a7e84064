import MeterCore

/// One event in the journal: 32 bytes, checksum first.
struct JournalRecord: Equatable {
  enum Kind: UInt8 {
    case register = 0
    case load = 1
    /// The old meter's last reading of an exchange; the new one's first follows.
    case exchangeFinal = 2
    case exchangeInitial = 3
  }

  static let byteCount = 32
  private static let seed: UInt32 = 0x4A43_4D53

  var meter: UInt32
  var milliseconds: Int64
  var value: Int64
  var kind: Kind
  var context: UInt8
  var quality: UInt8
  var sequence: UInt32

  @inline(__always)
  func encode(into bytes: inout MutableRawSpan) {
    bytes.storeBytes(of: meter.littleEndian, toByteOffset: 4, as: UInt32.self)
    bytes.storeBytes(of: milliseconds.littleEndian, toByteOffset: 8, as: Int64.self)
    bytes.storeBytes(of: value.littleEndian, toByteOffset: 16, as: Int64.self)
    bytes.storeBytes(of: sequence.littleEndian, toByteOffset: 24, as: UInt32.self)
    bytes.storeBytes(of: kind.rawValue, toByteOffset: 28, as: UInt8.self)
    bytes.storeBytes(of: context, toByteOffset: 29, as: UInt8.self)
    bytes.storeBytes(of: quality, toByteOffset: 30, as: UInt8.self)
    bytes.storeBytes(of: UInt8(0), toByteOffset: 31, as: UInt8.self)
    let sum = CRC32C.checksum(bytes.bytes.extracting(4..<Self.byteCount), seed: Self.seed)
    bytes.storeBytes(of: sum.littleEndian, toByteOffset: 0, as: UInt32.self)
  }

  /// The record at byte `offset`; nil where it is damaged: nothing after it counts.
  static func decode(_ bytes: RawSpan, at offset: Int) -> JournalRecord? {
    func integer<T: FixedWidthInteger & BitwiseCopyable>(_ at: Int, _: T.Type) -> T {
      T(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + at, as: T.self))
    }
    let sum = CRC32C.checksum(bytes.extracting((offset + 4)..<(offset + byteCount)), seed: seed)
    guard integer(0, UInt32.self) == sum, let kind = Kind(rawValue: integer(28, UInt8.self)) else {
      return nil
    }
    return JournalRecord(
      meter: integer(4, UInt32.self), milliseconds: integer(8, Int64.self), value: integer(16, Int64.self),
      kind: kind, context: integer(29, UInt8.self), quality: integer(30, UInt8.self),
      sequence: integer(24, UInt32.self))
  }
}
