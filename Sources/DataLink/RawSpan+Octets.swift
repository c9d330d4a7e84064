extension RawSpan {
  /// The octet at `offset`, which the caller has checked to be inside.
  @inline(__always)
  func octet(at offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
}

extension MutableRawSpan {
  /// The octet at `offset`, which the caller has checked to be inside.
  @inline(__always)
  func octet(at offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  /// Writes one octet at `position` and moves it on; beyond the end only the position moves, so that one
  /// check after writing tells whether everything fitted.
  @inline(__always)
  mutating func put(_ octet: UInt8, at position: inout Int) {
    if position < byteCount { storeBytes(of: octet, toByteOffset: position, as: UInt8.self) }
    position += 1
  }
}
