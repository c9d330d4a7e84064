/// Who an alert is for.
public enum AlertRecipient: UInt16, Sendable, BitwiseCopyable {
  /// The supplier of the primary import MPAN.
  case supplier = 1
  /// The network operator.
  case networkOperator = 2
}
