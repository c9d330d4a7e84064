/// The logs of a twin-element meter, in the order they stand in its memory.
public enum TwinLog: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Half-hourly active import of both elements, 13 months.
  case importProfile = 0
  /// Half-hourly reactive import, active and reactive export, secondary export, 3 months.
  case exportProfile = 1
  /// Daily read log, 31: import, export, secondary export and prepayment, of one moment.
  case dailyRead = 2
  /// Billing data log, 12.
  case billing = 3
  /// Daily consumption log, 731.
  case dailyConsumption = 4
  /// Event log, 100.
  case events = 5
  /// Security log, 100; cannot be cleared.
  case security = 6
  /// Power event log, 100; cannot be cleared.
  case power = 7
  /// Auxiliary load control log, 100.
  case auxiliary = 8
  /// Average RMS voltage log, 4320.
  case voltage = 9
  /// Prepayment credits, 5.
  case credits = 10
  /// Payment-based debt payments, 10.
  case debtPayments = 11
  /// Alerts to remote parties, 100.
  case alerts = 12

  /// How many there are.
  public static var count: Int { 13 }

  /// A word for reports.
  public var name: StaticString {
    switch self {
    case .importProfile: "import profile"
    case .exportProfile: "export profile"
    case .dailyRead: "daily read"
    case .billing: "billing"
    case .dailyConsumption: "daily consumption"
    case .events: "events"
    case .security: "security"
    case .power: "power events"
    case .auxiliary: "auxiliary load"
    case .voltage: "average RMS voltage"
    case .credits: "prepayment credits"
    case .debtPayments: "debt payments"
    case .alerts: "alerts"
    }
  }

  var kind: UInt32 { 0x3030_5754 &+ UInt32(rawValue) << 24 }

  var payloadBytes: Int {
    switch self {
    case .importProfile: ImportProfileRow.storedBytes
    case .exportProfile: ExportProfileRow.storedBytes
    case .dailyRead, .billing: RegisterSnapshot.storedBytes
    case .dailyConsumption: DailyConsumptionRow.storedBytes
    case .events, .security, .power, .auxiliary, .alerts: CodedEvent.storedBytes
    case .voltage: VoltageRow.storedBytes
    case .credits, .debtPayments: PaymentRow.storedBytes
    }
  }
}
