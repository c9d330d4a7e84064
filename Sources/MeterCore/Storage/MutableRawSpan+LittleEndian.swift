/// Little-endian integers at byte offsets, the byte order of everything stored. Where a processor takes them apart octet
/// by octet that is done in one place: flash is scarcer there than time.
extension MutableRawSpan {
  @inline(__always)
  func readUInt8(at offset: Int) -> UInt8 { unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self) }
  @inline(__always)
  func readUInt16(at offset: Int) -> UInt16 {
    UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  #if arch(riscv32)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func readUInt32(at offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  #if arch(riscv32)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func readUInt64(at offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
  @inline(__always)
  func readInt64(at offset: Int) -> Int64 { Int64(bitPattern: readUInt64(at: offset)) }

  @inline(__always)
  mutating func write(_ value: UInt8, at offset: Int) {
    storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }
  @inline(__always)
  mutating func write(_ value: UInt16, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt16.self)
  }
  #if arch(riscv32)
    @inline(never)
  #else
    @inline(__always)
  #endif
  mutating func write(_ value: UInt32, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }
  #if arch(riscv32)
    @inline(never)
  #else
    @inline(__always)
  #endif
  mutating func write(_ value: UInt64, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
  }
  @inline(__always)
  mutating func write(_ value: Int64, at offset: Int) { write(UInt64(bitPattern: value), at: offset) }
}
