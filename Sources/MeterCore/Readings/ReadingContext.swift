/// Why a reading was taken; the words are those of OCPP's reading context, grouped by what they mean here.
public enum ReadingContext: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The source did not say.
  case other = 0
  /// On the clock grid (OCPP `Sample.Clock`).
  case clockAligned = 1
  /// At an interval of its own (OCPP `Sample.Periodic`).
  case periodic = 2
  /// Start of a transaction (OCPP `Transaction.Begin`, `meterStart`).
  case transactionBegin = 3
  /// End of a transaction (OCPP `Transaction.End`, `meterStop`).
  case transactionEnd = 4
  /// On request (OCPP `Trigger`).
  case triggered = 5
  /// Start of an interruption (OCPP `Interruption.Begin`).
  case interruptionBegin = 6
  /// End of an interruption (OCPP `Interruption.End`).
  case interruptionEnd = 7
}
