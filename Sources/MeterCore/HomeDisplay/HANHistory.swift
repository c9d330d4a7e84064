/// Energy of the present and former days, weeks (from Monday) and months, in Wh, in UTC.
public struct HANHistory: Sendable, BitwiseCopyable {
  /// So far today, this week, this month.
  public var day: UInt32 = 0
  public var week: UInt32 = 0
  public var month: UInt32 = 0
  /// The 8 days before, the newest first.
  public var previousDays: InlineArray<8, UInt32>
  /// The 5 weeks before, the newest first.
  public var previousWeeks: InlineArray<5, UInt32>
  /// The 13 months before, the newest first.
  public var previousMonths: InlineArray<13, UInt32>

  /// Nothing.
  public init() {
    previousDays = InlineArray(repeating: 0)
    previousWeeks = InlineArray(repeating: 0)
    previousMonths = InlineArray(repeating: 0)
  }

  /// Adds the energy of the day `number` (days since 1970), as seen on the day `today`.
  mutating func add(_ wattHours: UInt32, day number: Int, today: Int) {
    let days = today - number
    guard days >= 0 else { return }
    if days == 0 { day &+= wattHours } else if days <= 8 { previousDays[days - 1] &+= wattHours }
    // Weeks since Monday 1970-01-05.
    let weeks = HANHistory.week(of: today) - HANHistory.week(of: number)
    if weeks == 0 { week &+= wattHours } else if weeks <= 5 { previousWeeks[weeks - 1] &+= wattHours }
    let now = CivilDate(daysSince1970: today)
    let then = CivilDate(daysSince1970: number)
    let months = (now.year - then.year) * 12 + now.month - then.month
    if months == 0 { month &+= wattHours } else if months <= 13 { previousMonths[months - 1] &+= wattHours }
  }

  private static func week(of day: Int) -> Int { (day + 3) / 7 }
}
