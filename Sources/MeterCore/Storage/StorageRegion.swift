/// A stretch of a non-volatile memory, in bytes; starts and ends on erase blocks.
public struct StorageRegion: Equatable, Sendable, BitwiseCopyable {
  /// First byte.
  public var offset: Int
  /// Length in bytes.
  public var byteCount: Int

  /// Creates a region.
  public init(offset: Int, byteCount: Int) {
    self.offset = offset
    self.byteCount = byteCount
  }

  /// First byte after the region.
  public var end: Int { offset + byteCount }
}
