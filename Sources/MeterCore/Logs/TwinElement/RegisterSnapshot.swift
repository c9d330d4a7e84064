/// All registers of one moment: a row of the daily read log or of the billing data log.
///
/// The daily read logs of the standard (import, export, prepayment; with MP184 secondary export) are views of
/// one row, so they always tell the same moment and cannot disagree.
public struct RegisterSnapshot: StoredRecord {
  /// Why it was taken.
  public enum Cause: UInt8, Sendable, BitwiseCopyable {
    /// The day ended.
    case daily = 0
    /// The billing calendar.
    case billingCalendar = 1
    /// A tariff took over.
    case tariffChanged = 2
    /// The payment mode changed.
    case paymentModeChanged = 3
    /// A supplier changed.
    case supplierChanged = 4
  }

  /// Moment: seconds UTC since 1970. 00:00 for daily rows.
  public var seconds: UInt32 = 0
  /// Doubt about the row.
  public var flags: PeriodFlags = []
  /// Why it was taken.
  public var cause: Cause = .daily
  /// Cumulative registers in Wh (varh), by `TwinRegister`.
  public var wattHours: InlineArray<7, UInt32>
  /// Tariff registers and block counters in Wh.
  public var tariff = TariffRegisters()
  /// Balances in 10^-5 of the currency unit.
  public var balances = PaymentBalances()

  /// An empty row.
  public init() { wattHours = InlineArray(repeating: 0) }

  public static var storedBytes: Int {
    4 + 2 + 1 + 7 * 4 + TariffRegisters.storedBytes + PaymentBalances.storedBytes
  }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&seconds, &bytes)
    flags.code(&coder, &bytes)
    coder.code(&cause, &bytes)
    coder.fields(&wattHours, &bytes)
    tariff.code(&coder, &bytes)
    balances.code(&coder, &bytes)
  }

  /// One cumulative register in Wh (varh).
  public subscript(_ register: TwinRegister) -> UInt32 { wattHours[Int(register.rawValue)] }
}
