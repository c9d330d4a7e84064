/// What a charge or a credit led to; each is raised once when it begins.
public struct PaymentEvents: OptionSet, Sendable, BitwiseCopyable {
  public let rawValue: UInt16

  /// Creates a set from its raw bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let lowCredit = PaymentEvents(rawValue: 1 << 0)
  public static let emergencyCreditAvailable = PaymentEvents(rawValue: 1 << 1)
  public static let emergencyCreditExhausted = PaymentEvents(rawValue: 1 << 2)
  public static let belowDisablement = PaymentEvents(rawValue: 1 << 3)
  public static let timeDebt1Collected = PaymentEvents(rawValue: 1 << 4)
  public static let timeDebt2Collected = PaymentEvents(rawValue: 1 << 5)
  public static let paymentDebtCollected = PaymentEvents(rawValue: 1 << 6)
  public static let disablementSuspended = PaymentEvents(rawValue: 1 << 7)
}
