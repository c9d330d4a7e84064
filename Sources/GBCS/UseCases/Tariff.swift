/// A tariff and its element.
public enum TariffPlan: String, Sendable, CaseIterable, Codable {
  case primaryImport
  case secondaryImport
  /// MP184, provisional.
  case secondaryExport
}

/// Everything that decides which register advances and at which price.
public struct Tariff: Equatable, Sendable {
  public var seasons: [Season] = []
  public var weeks: [Week] = []
  public var days: [Day] = []
  public var specialDays: [SpecialDay] = []
  /// Eight rows of up to three thresholds, Wh; FFFFFFFF is unused. Primary only.
  public var thresholds: [[UInt32]] = Array(repeating: [], count: 8)
  public var prices = PriceMatrix()
  /// Primary only.
  public var standingCharge = PriceMatrix()

  public init() {}

  /// From when a week profile applies. Unspecified fields of the start are wildcards.
  public struct Season: Equatable, Sendable {
    public var name: [UInt8]
    public var start: COSEMDateTime
    public var week: [UInt8]

    public init(name: [UInt8], start: COSEMDateTime, week: [UInt8]) {
      self.name = name
      self.start = start
      self.week = week
    }
  }

  /// Day profiles from Monday to Sunday.
  public struct Week: Equatable, Sendable {
    public var name: [UInt8]
    public var days: [UInt8]

    public init(name: [UInt8], days: [UInt8]) {
      self.name = name
      self.days = days
    }
  }

  /// A day's switching actions.
  public struct Day: Equatable, Sendable {
    public var identifier: UInt8
    public var actions: [Action]

    public init(identifier: UInt8, actions: [Action]) {
      self.identifier = identifier
      self.actions = actions
    }
  }

  /// At a time of day (hour, minute, second, hundredths), the script selector to run: 1-48 time of use, 101-108
  /// block, 201-204 secondary.
  public struct Action: Equatable, Sendable {
    public var time: [UInt8]
    public var script: LogicalName
    public var selector: UInt16

    public init(time: [UInt8], script: LogicalName, selector: UInt16) {
      self.time = time
      self.script = script
      self.selector = selector
    }
  }

  /// A date (5 octets, wildcards allowed) with a day profile of its own.
  public struct SpecialDay: Equatable, Sendable {
    public var index: UInt16
    public var date: [UInt8]
    public var day: UInt8

    public init(index: UInt16, date: [UInt8], day: UInt8) {
      self.index = index
      self.date = date
      self.day = day
    }
  }
}

/// Prices of a charge: what they are for, their scales, and one price a label.
public struct PriceMatrix: Equatable, Sendable {
  public var commodityScale: Int8 = 0
  public var priceScale: Int8 = 0
  public var commodity = ObjectAttribute(0, LogicalName(0, 0, 0, 0, 0, 0), 0)
  public var prices: [Price] = []

  public init() {}

  public struct Price: Equatable, Sendable {
    public var label: [UInt8]
    /// In 10^priceScale currency units a commodity unit.
    public var price: Int16

    public init(label: [UInt8], price: Int16) {
      self.label = label
      self.price = price
    }
  }
}

/// One part of a tariff, as use cases write it.
public enum TariffPart: Equatable, Sendable {
  case seasons([Tariff.Season])
  case weeks([Tariff.Week])
  case days([Tariff.Day])
  case specialDays([Tariff.SpecialDay])
  /// Row 0-7.
  case thresholds(row: Int, [UInt32])
  case prices(PriceMatrix)
  case standingCharge(PriceMatrix)
}

/// Parts that share an activation time.
public enum TariffGroup: String, Equatable, Hashable, Sendable, CaseIterable, Codable {
  case switchingTable
  case specialDays
  case thresholds
  case prices
  case standingCharge
}

extension TariffPart {
  public var group: TariffGroup {
    switch self {
    case .seasons, .weeks, .days: .switchingTable
    case .specialDays: .specialDays
    case .thresholds: .thresholds
    case .prices: .prices
    case .standingCharge: .standingCharge
    }
  }
}

extension Tariff {
  /// Puts `part` in its place.
  public mutating func replace(_ part: TariffPart) {
    switch part {
    case .seasons(let seasons): self.seasons = seasons
    case .weeks(let weeks): self.weeks = weeks
    case .days(let days): self.days = days
    case .specialDays(let days): specialDays = days
    case .thresholds(let row, let values): if thresholds.indices.contains(row) { thresholds[row] = values }
    case .prices(let prices): self.prices = prices
    case .standingCharge(let charge): standingCharge = charge
    }
  }
}
