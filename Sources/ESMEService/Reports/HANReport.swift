import Gateway
import MeterCore
import Settlement

/// What a home display receives, as text and JSON.
public struct HANReport: Encodable, Sendable {
  struct History: Encodable, Sendable {
    var day: UInt32
    var week: UInt32
    var month: UInt32
    var previousDays: [UInt32]
    var previousWeeks: [UInt32]
    var previousMonths: [UInt32]

    init(_ history: HANHistory) {
      day = history.day
      week = history.week
      month = history.month
      previousDays = (0..<8).map { history.previousDays[$0] }
      previousWeeks = (0..<5).map { history.previousWeeks[$0] }
      previousMonths = (0..<13).map { history.previousMonths[$0] }
    }

    enum CodingKeys: String, CodingKey {
      case day = "day_wh"
      case week = "week_wh"
      case month = "month_wh"
      case previousDays = "previous_days_wh"
      case previousWeeks = "previous_weeks_wh"
      case previousMonths = "previous_months_wh"
    }
  }

  struct Attribute: Encodable, Sendable {
    var identifier: String
    var value: Int64
    var provisional: Bool
  }

  /// One direction of an element.
  struct Flow: Encodable, Sendable {
    var mpan: String?
    var total: UInt64
    var tiers: [UInt32]
    var activeTier: UInt8?
    var pricePerKilowattHour: String?
    var power: Int64
    var history: History
    var profile: [UInt32?]
    var provisional: Bool

    enum CodingKeys: String, CodingKey {
      case mpan, tiers, history, provisional
      case total = "total_wh"
      case activeTier = "active_tier"
      case pricePerKilowattHour = "price_per_kwh"
      case power = "power_w"
      case profile = "newest_half_hours_wh"
    }
  }

  struct Element: Encodable, Sendable {
    var element: String
    var delivered: Flow
    var received: Flow?
    var demand: Int64
    var costToday: String
    var attributes: [Attribute]

    enum CodingKeys: String, CodingKey {
      case element, delivered, received
      case demand = "instantaneous_demand_w"
      case costToday = "cost_today"
      case attributes = "metering_attributes"
    }
  }

  var time: String?
  var mode: String
  var meterBalance: String
  var supply: String
  var hasProvisionalFields: Bool
  var elements: [Element]

  enum CodingKeys: String, CodingKey {
    case mode, supply, elements
    case time = "time_utc"
    case meterBalance = "meter_balance"
    case hasProvisionalFields = "has_provisional_fields"
  }

  init(_ snapshot: HANSnapshot, profiles: [[UInt32?]]) {
    time = snapshot.instant.map { UTCStamp.iso($0.seconds) }
    mode = "\(snapshot.mode)"
    meterBalance = TariffText.price(Int64(snapshot.balances.meter))
    supply = "\(snapshot.supply)"
    hasProvisionalFields = snapshot.hasProvisionalFields
    elements = [(snapshot.primary, 0), (snapshot.secondary, 2)].map {
      Element($0.0, delivered: profiles[$0.1], received: profiles[$0.1 + 1])
    }
  }

  /// A page for people.
  public var text: String {
    var lines = [
      "home display   \(time ?? "no time yet")   \(mode)   balance \(meterBalance)   supply \(supply)"
    ]
    for element in elements {
      let flows: [(String, Flow)] =
        [("import", element.delivered)] + (element.received.map { [("export", $0)] } ?? [])
      lines += ["", "\(element.element) element   \(element.demand) W   cost today \(element.costToday)"]
      lines.append(
        TextTable.render(
          ["", "total kWh", "W", "tier", "price/kWh", "today", "yesterday", "week", "month", "MPAN", ""],
          flows.map { name, flow in
            func kilowattHours(_ wattHours: UInt32) -> String {
              KilowattHours.text(microwattHours: Int64(wattHours) * 1_000_000, decimals: 3)
            }
            return [
              name, KilowattHours.text(microwattHours: Int64(flow.total) * 1_000_000, decimals: 3),
              "\(flow.power)", flow.activeTier.map { "\($0)" } ?? "-", flow.pricePerKilowattHour ?? "-",
              kilowattHours(flow.history.day), kilowattHours(flow.history.previousDays[0]),
              kilowattHours(flow.history.week), kilowattHours(flow.history.month), flow.mpan ?? "-",
              flow.provisional ? "provisional" : "",
            ]
          }, rightAligned: Set(1...8)))
    }
    return lines.joined(separator: "\n")
  }
}

extension HANReport.Element {
  init(_ view: HANElementView, delivered: [UInt32?], received: [UInt32?]) {
    element = "\(view.element)"
    self.delivered = HANReport.Flow(
      mpan: view.importMPAN?.digits, total: view.delivered,
      tiers: (0..<Int(view.tierCountDelivered)).map { view.tiersDelivered[$0] },
      activeTier: view.activeTierDelivered, pricePerKilowattHour: TariffText.price(view.priceDelivered),
      power: view.importPower.milliwatts / 1000, history: HANReport.History(view.historyDelivered),
      profile: delivered, provisional: false)
    let isSecondary = view.element == .secondary
    self.received = view.received.map { total in
      HANReport.Flow(
        mpan: view.exportMPAN?.digits, total: total,
        tiers: (0..<Int(view.tierCountReceived)).map { view.tiersReceived[$0] },
        activeTier: view.tierCountReceived > 0 ? view.activeTierReceived : nil,
        pricePerKilowattHour: view.tierCountReceived > 0 ? TariffText.price(view.priceReceived) : nil,
        power: view.exportPower.milliwatts / 1000, history: HANReport.History(view.historyReceived),
        profile: received, provisional: isSecondary)
    }
    demand = view.instantaneousDemandWatts
    costToday = TariffText.price(Int64(view.costToday))
    var attributes: [HANReport.Attribute] = []
    view.forEachAttribute {
      let digits = String($0.identifier, radix: 16, uppercase: true)
      attributes.append(
        HANReport.Attribute(
          identifier: "0x" + String(repeating: "0", count: 4 - digits.count) + digits,
          value: Int64(bitPattern: $0.value), provisional: $0.isProvisional))
    }
    self.attributes = attributes
  }
}

extension StoredESME {
  /// What a home display receives now, with the newest `halfHours` of each profile channel.
  public func hanReport(halfHours: Int = 24) throws(StorageError) -> HANReport {
    let end = UInt32(clamping: instantSeconds)
    var profiles: [[UInt32?]] = []
    for element in [MeterElement.primary, .secondary] {
      for channel in [HANProfileChannel.delivered, .received] {
        var intervals = [UInt32](repeating: HANProfileChannel.invalid, count: halfHours)
        var span = intervals.mutableSpan
        _ = try live.meter.hanProfile(element, channel, endSeconds: end, into: &span)
        profiles.append(intervals.map { $0 == HANProfileChannel.invalid ? nil : $0 })
      }
    }
    return HANReport(try live.meter.hanSnapshot(at: now), profiles: profiles)
  }
}
