/// One half hour as settlement takes it: whole Wh and whether it is Actual.
public struct SettledPeriod: Equatable, Hashable, Sendable {
  /// Indicator of the value.
  public enum Indicator: String, Sendable, CaseIterable {
    /// A: measured.
    case actual = "A"
    /// E: estimated.
    case estimated = "E"
    /// C: does not exist (long- or short-day indicator).
    case longOrShortDay = "C"
  }

  /// Energy in Wh: kWh with three decimals.
  public var wattHours: Int64
  /// Indicator.
  public var indicator: Indicator

  /// Creates a period.
  public init(wattHours: Int64, indicator: Indicator) {
    self.wattHours = wattHours
    self.indicator = indicator
  }

  /// True when the value fits ±NUM(9,3): nine digits before the point, three after, at most 13 characters in all
  /// (so a negative one has eight digits before the point).
  var fits: Bool { wattHours <= 999_999_999_999 && wattHours >= -99_999_999_999 }

  init(_ record: FlowRecord) throws(FlowError) {
    try record.expect(cells: 2)
    guard let indicator = Indicator(rawValue: String(record.cell(0))) else {
      throw record.error("Actual/Estimated Indicator", "'\(record.cell(0))' is none of A, E, C")
    }
    guard let wattHours = SettledPeriod.wattHours(record.cell(1)) else {
      throw record.error(
        "Period Consumption", "'\(record.cell(1))' is no kWh with three decimals in at most 13 characters")
    }
    self.init(wattHours: wattHours, indicator: indicator)
  }

  /// kWh with three decimals.
  public var kilowattHours: String {
    let magnitude = wattHours.magnitude
    let rest = String(magnitude % 1000)
    return "\(wattHours < 0 ? "-" : "")\(magnitude / 1000)." + String(repeating: "0", count: 3 - rest.count)
      + rest
  }

  static func wattHours(_ text: Substring) -> Int64? {
    var digits = text
    let isNegative = digits.first == "-"
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 3, (1...9).contains(parts[0].utf8.count),
      text.utf8.count <= 13,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }), let whole = Int64(parts[0]),
      let rest = Int64(parts[1])
    else { return nil }
    let value = whole * 1000 + rest
    return isNegative ? -value : value
  }
}
