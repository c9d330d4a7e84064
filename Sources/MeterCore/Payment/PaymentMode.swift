/// How the customer pays (Account class 111).
public enum PaymentMode: UInt8, Sendable, BitwiseCopyable {
  /// In arrears.
  case credit = 1
  /// In advance.
  case prepayment = 2
}
