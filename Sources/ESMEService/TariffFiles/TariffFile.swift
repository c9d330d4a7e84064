import MeterCore

/// A tariff as users write it, or as the meter holds it: YAML or JSON, see docs/esme.md.
public struct TariffFile: Sendable {
  /// Which of the meter's three tariffs.
  public var account: TariffAccount
  /// Names of week and day profiles, in the order of the plan.
  public var weekNames: [String] = []
  public var dayNames: [String] = []
  /// When which rate applies; nil leaves the meter's.
  public var plan: TariffPlan?
  /// Prices; nil leaves the meter's.
  public var prices: TariffPrices?
  /// When it takes over, seconds UTC since 1970; nil where the file does not say.
  public var takesOverSeconds: Int64?

  /// A tariff of an account.
  public init(_ account: TariffAccount) { self.account = account }

  /// A tariff as a meter holds it: profiles are named by their number from 1.
  public init(
    _ account: TariffAccount, plan: TariffPlan?, prices: TariffPrices?, takesOverSeconds: Int64? = nil
  ) {
    self.account = account
    self.plan = plan
    self.prices = prices
    self.takesOverSeconds = takesOverSeconds
    guard let plan else { return }
    weekNames = (0..<Int(plan.table.weekCount)).map { "week\($0 + 1)" }
    dayNames = (0..<Int(plan.table.dayCount)).map { "day\($0 + 1)" }
  }
}

extension TariffAccount {
  /// A word for files and commands.
  public var name: String {
    switch self {
    case .primaryImport: "primary-import"
    case .secondaryImport: "secondary-import"
    case .secondaryExport: "secondary-export"
    }
  }

  /// The account of a word; nil for another word.
  public init?(name: String) {
    guard let account = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = account
  }
}
