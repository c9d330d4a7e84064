import HAL

/// A mount of an `EmulatedMedium`: dropped and made again, it finds what the medium kept.
public struct EmulatedMemory: NonVolatile {
  /// The medium.
  public let medium: EmulatedMedium

  /// Mounts a medium.
  public init(_ medium: EmulatedMedium) { self.medium = medium }

  public var geometry: NonVolatileGeometry { medium.geometry }

  public mutating func read(
    at offset: Int, count: Int, into bytes: inout MutableRawSpan
  ) throws(NonVolatileError) {
    let source = try medium.read(at: offset, count: count)
    bytes.withUnsafeMutableBytes { target in source.withUnsafeBytes { target.copyMemory(from: $0) } }
  }

  public mutating func program(at offset: Int, _ bytes: RawSpan) throws(NonVolatileError) {
    try medium.program(at: offset, bytes.withUnsafeBytes { [UInt8]($0) })
  }

  public mutating func erase(blockAt offset: Int) throws(NonVolatileError) {
    try medium.erase(blockAt: offset)
  }

  public mutating func sync() throws(NonVolatileError) { try medium.sync() }
}
