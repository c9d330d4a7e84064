import HAL

/// A seal that stays as it is.
public struct SimulatedSeal: SealMonitor, Sendable {
  private let isOpen: Bool

  /// Creates a seal, broken or not.
  public init(isBroken: Bool) { isOpen = isBroken }

  /// As it was made.
  public func isBroken() -> Bool? { isOpen }
}
