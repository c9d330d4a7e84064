/// An entry of the billing data log's prepayment credits or payment-based debt payments.
public struct PaymentRow: Equatable, StoredRecord {
  /// Seconds UTC since 1970.
  public var seconds: UInt32 = 0
  /// Amount in 10^-5 of the currency unit.
  public var amount: Int32 = 0

  /// An empty entry.
  public init() {}
  public static var storedBytes: Int { 8 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&seconds, &bytes)
    coder.field(&amount, &bytes)
  }
}
