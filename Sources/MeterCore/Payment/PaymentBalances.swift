/// The six balances of the prepayment and billing logs, in 10^-5 of the currency unit.
public struct PaymentBalances: Equatable, Sendable, BitwiseCopyable {
  /// Meter Balance: both elements draw on this one.
  public var meter: Int32 = 0
  /// Emergency Credit Balance.
  public var emergencyCredit: Int32 = 0
  /// Accumulated Debt Register: charges collected while only emergency credit was left.
  public var accumulatedDebt: Int32 = 0
  /// Payment Debt Register.
  public var paymentDebt: Int32 = 0
  /// Time Debt Register 1.
  public var timeDebt1: Int32 = 0
  /// Time Debt Register 2.
  public var timeDebt2: Int32 = 0

  /// Balances of zero.
  public init() {}
  static var storedBytes: Int { 24 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&meter, &bytes)
    coder.field(&emergencyCredit, &bytes)
    coder.field(&accumulatedDebt, &bytes)
    coder.field(&paymentDebt, &bytes)
    coder.field(&timeDebt1, &bytes)
    coder.field(&timeDebt2, &bytes)
  }
}
