/// One UTC day's energy and cost (Daily Consumption Log, 731 days), also the source of the day, week and month
/// history that home displays show.
public struct DailyConsumptionRow: StoredRecord {
  /// Start of the day, seconds UTC since 1970.
  public var startSeconds: UInt32 = 0
  /// Doubt about the row.
  public var flags: PeriodFlags = []
  /// Wh of the day.
  public var energy = DayEnergy()

  /// An empty row.
  public init() {}
  public static var storedBytes: Int { 6 + DayEnergy.storedBytes }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&startSeconds, &bytes)
    flags.code(&coder, &bytes)
    energy.code(&coder, &bytes)
  }
}
