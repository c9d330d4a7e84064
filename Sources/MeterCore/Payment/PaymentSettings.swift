/// Prepayment configuration; amounts in 10^-5 of the currency unit.
///
/// The order in which balances are used is *unverified* (no published text was at hand): meter balance, then
/// activated emergency credit; debts and standing charge by the day at 00:00 UTC.
public struct PaymentSettings: Equatable, Sendable, BitwiseCopyable {
  /// Emergency credit that one activation gives.
  public var emergencyCreditLimit: Int32 = 0
  /// Emergency credit can be activated at or below this meter balance.
  public var emergencyCreditThreshold: Int32 = 0
  /// A low-credit alert is raised below this combined credit.
  public var lowCreditThreshold: Int32 = 0
  /// The supply is disabled at or below this meter balance.
  public var disablementThreshold: Int32 = 0
  /// Largest meter balance a credit may lead to.
  public var maximumBalance: Int32 = Int32.max
  /// Largest single credit.
  public var maximumCredit: Int32 = Int32.max
  /// Part of each credit that pays payment debt, in 1/10 000.
  public var paymentDebtShare: UInt16 = 0
  /// Time debt 1 and 2 collected a day.
  public var timeDebt1PerDay: Int32 = 0
  public var timeDebt2PerDay: Int32 = 0
  /// The supply is not disabled for want of credit (non-disablement calendar, remote suspension).
  public var isDisablementSuspended = false

  /// No prepayment configured.
  public init() {}
  static var storedBytes: Int { 8 * 4 + 2 + 1 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&emergencyCreditLimit, &bytes)
    coder.field(&emergencyCreditThreshold, &bytes)
    coder.field(&lowCreditThreshold, &bytes)
    coder.field(&disablementThreshold, &bytes)
    coder.field(&maximumBalance, &bytes)
    coder.field(&maximumCredit, &bytes)
    coder.field(&paymentDebtShare, &bytes)
    coder.field(&timeDebt1PerDay, &bytes)
    coder.field(&timeDebt2PerDay, &bytes)
    coder.flag(&isDisablementSuspended, &bytes)
  }
}
