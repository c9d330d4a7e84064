/// What a mount found.
public struct MountReport: Equatable, Sendable, BitwiseCopyable {
  /// The store was created by this mount.
  public var wasFormatted = false
  /// The header was lost and rewritten from the expected layout.
  public var wasHeaderRepaired = false
  /// Torn or corrupt slots found.
  public var damagedSlots: UInt32 = 0

  /// Nothing remarkable.
  public init() {}
}
