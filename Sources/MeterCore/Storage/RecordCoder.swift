/// Walks over the fields of a record, writing them or reading them back, so that one listing of the fields
/// serves both directions and they cannot come apart. All integers are little-endian.
public struct RecordCoder: Sendable, BitwiseCopyable {
  /// Byte offset of the next field.
  public private(set) var offset: Int
  /// True when fields are read from the bytes, false when they are written to them.
  public let isReading: Bool
  /// False once a field held a value its type does not know.
  public var isValid = true

  /// A walk that begins at byte `offset`.
  public init(at offset: Int, isReading: Bool) {
    self.offset = offset
    self.isReading = isReading
  }

  /// Codes one integer.
  @inline(__always)
  public mutating func field<T: FixedWidthInteger & BitwiseCopyable>(
    _ value: inout T, _ bytes: inout MutableRawSpan
  ) {
    if isReading {
      value = T(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
    } else {
      bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
    }
    offset += T.bitWidth / 8
  }

  /// Codes an array of integers.
  @inline(__always)
  public mutating func fields<let Count: Int, T: FixedWidthInteger & BitwiseCopyable>(
    _ values: inout InlineArray<Count, T>, _ bytes: inout MutableRawSpan
  ) {
    for index in 0..<Count {
      if isReading {
        values[unchecked: index] = T(
          littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
      } else {
        bytes.storeBytes(of: values[unchecked: index].littleEndian, toByteOffset: offset, as: T.self)
      }
      offset += T.bitWidth / 8
    }
  }

  /// Codes a truth value as one byte.
  public mutating func flag(_ value: inout Bool, _ bytes: inout MutableRawSpan) {
    var byte: UInt8 = value ? 1 : 0
    field(&byte, &bytes)
    value = byte != 0
  }

  /// Codes an enumeration by its raw value; an unknown one leaves `value` and clears `isValid`.
  public mutating func code<T: RawRepresentable>(
    _ value: inout T, _ bytes: inout MutableRawSpan
  ) where T.RawValue == UInt8 {
    var raw = value.rawValue
    field(&raw, &bytes)
    if let known = T(rawValue: raw) { value = known } else { isValid = false }
  }

  /// Codes an energy in µWh.
  public mutating func energy(_ value: inout Energy, _ bytes: inout MutableRawSpan) {
    field(&value.microwattHours, &bytes)
  }
}
