/// The shape of a non-volatile memory, in bytes.
///
/// The same store code serves NOR flash, FRAM and files: it always obeys the NOR rules (program clears
/// bits only, an erase block returns to `0xFF`), and uses `isOverwritable` only for the extra staging area.
public struct NonVolatileGeometry: Equatable, Sendable, BitwiseCopyable {
  /// Total size in bytes; a multiple of `eraseBlockBytes`.
  public var sizeBytes: Int
  /// Smallest erasable unit in bytes.
  public var eraseBlockBytes: Int
  /// Smallest programmable unit in bytes; programs start and end on multiples of it.
  public var programUnitBytes: Int
  /// True when a programmed unit may be programmed again without an erase (file, FRAM, battery-backed RAM).
  public var isOverwritable: Bool

  /// Creates a geometry; all sizes in bytes.
  public init(sizeBytes: Int, eraseBlockBytes: Int, programUnitBytes: Int, isOverwritable: Bool) {
    self.sizeBytes = sizeBytes
    self.eraseBlockBytes = eraseBlockBytes
    self.programUnitBytes = programUnitBytes
    self.isOverwritable = isOverwritable
  }
}
