/// What an in-home display or prepayment interface would receive from both elements, at one moment. No radio.
public struct HANSnapshot: Sendable, BitwiseCopyable {
  /// UTC of the snapshot, nil before the clock was set.
  public var instant: Instant?
  /// The primary element.
  public var primary: HANElementView
  /// The secondary element.
  public var secondary: HANElementView
  /// Payment mode and balances; one account for both elements.
  public var mode: PaymentMode
  public var balances: PaymentBalances
  /// State of the supply.
  public var supply: SupplyState
  /// True when the secondary export is in it: those fields are *provisional*.
  public var hasProvisionalFields: Bool

  /// The view of an element.
  public func view(_ element: MeterElement) -> HANElementView { element == .primary ? primary : secondary }
}
