/// A writing position in octets that the caller holds and hands to every call.
///
/// Beyond the end nothing is written but the position goes on, so one look at `isOverrun` after writing tells
/// whether everything fitted, and `position` how much room it would have needed. In firmware each of its parts stands in
/// flash once.
public struct OctetWriter: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the next octet.
  public var position: Int

  /// Starts at `position`.
  public init(at position: Int = 0) { self.position = position }

  /// True when something did not fit.
  public func isOverrun(_ octets: borrowing MutableRawSpan) -> Bool { position > octets.byteCount }

  /// Writes an octet.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public mutating func put(_ value: UInt8, _ octets: inout MutableRawSpan) {
    if position < octets.byteCount {
      octets.storeBytes(of: value, toByteOffset: position, as: UInt8.self)
    }
    position += 1
  }

  /// Writes two octets, high first.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public mutating func put16(_ value: UInt16, _ octets: inout MutableRawSpan) {
    if position + 2 <= octets.byteCount {
      octets.storeBytes(of: value.bigEndian, toByteOffset: position, as: UInt16.self)
    }
    position += 2
  }

  /// Writes four octets, high first.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public mutating func put32(_ value: UInt32, _ octets: inout MutableRawSpan) {
    if position + 4 <= octets.byteCount {
      octets.storeBytes(of: value.bigEndian, toByteOffset: position, as: UInt32.self)
    }
    position += 4
  }

  /// Writes eight octets, high first.
  public mutating func put64(_ value: UInt64, _ octets: inout MutableRawSpan) {
    put32(UInt32(truncatingIfNeeded: value >> 32), &octets)
    put32(UInt32(truncatingIfNeeded: value), &octets)
  }

  /// Writes a length in as few octets as possible.
  public mutating func length(_ count: Int, _ octets: inout MutableRawSpan) {
    if count < 0x80 {
      put(UInt8(count), &octets)
    } else if count < 0x100 {
      put(0x81, &octets)
      put(UInt8(count), &octets)
    } else if count < 0x10000 {
      put(0x82, &octets)
      put16(UInt16(count), &octets)
    } else {
      put(0x84, &octets)
      put32(UInt32(truncatingIfNeeded: count), &octets)
    }
  }

  /// Octets that `length` writes for `count`.
  public static func lengthOctets(_ count: Int) -> Int {
    count < 0x80 ? 1 : count < 0x100 ? 2 : count < 0x10000 ? 3 : 5
  }

  /// Copies octets.
  public mutating func copy(_ source: RawSpan, _ octets: inout MutableRawSpan) {
    for offset in 0..<source.byteCount {
      put(source.unsafeLoad(fromByteOffset: offset, as: UInt8.self), &octets)
    }
  }

  /// Copies characters.
  public mutating func copy(_ text: StaticString, _ octets: inout MutableRawSpan) {
    for offset in 0..<text.utf8CodeUnitCount { put(text.utf8Start[offset], &octets) }
  }
}
