/// The reports about export, the same for both elements (MP184 requirement 6).
public enum ExportReport: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Cumulative register, with its rates where there are any.
  case registers
  /// Daily reads, 31.
  case dailyReads
  /// Half hours, 3 months.
  case profile
  /// Days, 731.
  case days
  /// Billing data log, 12.
  case billing
  /// Power now.
  case power
  /// What home displays receive.
  case homeDisplay
  /// Settlement half hours with the MPAN.
  case settlement
  /// Highest demand: the primary element only, nothing is published for the secondary.
  case maximumDemand

  /// A word for reports and files.
  public var name: StaticString {
    switch self {
    case .registers: "registers"
    case .dailyReads: "daily-reads"
    case .profile: "profile"
    case .days: "days"
    case .billing: "billing"
    case .power: "power"
    case .homeDisplay: "home-display"
    case .settlement: "settlement"
    case .maximumDemand: "maximum-demand"
    }
  }

  /// True where the report exists for an element; `capabilities` as the meter was built.
  public func exists(for element: MeterElement, _ capabilities: TwinElementCapabilities) -> Bool {
    element == .primary || (capabilities.contains(.secondaryExport) && self != .maximumDemand)
  }
}

/// The registers of the export of one element.
public struct ExportReading: Sendable, BitwiseCopyable {
  /// The element.
  public var element: MeterElement
  /// The export MPAN of the element, nil where none is set.
  public var mpan: MPAN?
  /// Cumulative Wh.
  public var total: UInt32
  /// Cumulative varh; nil where the meter does not measure it.
  public var reactive: UInt32?
  /// Wh of rates 1 to 4, as many as `rateCount` says.
  public var rates: InlineArray<4, UInt32>
  public var rateCount: UInt8
  /// Rate in force, 0 where there is no tariff.
  public var activeRate: UInt8
  /// True for the secondary element: nothing of it is published.
  public var isProvisional: Bool
}
