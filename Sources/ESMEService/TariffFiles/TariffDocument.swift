/// A tariff as JSON. Prices are text, so that no reader rounds them.
public struct TariffDocument: Encodable, Sendable {
  public struct Season: Encodable, Sendable {
    var from: String?
    var week: String
  }

  public struct SpecialDay: Encodable, Sendable {
    var date: String
    var day: String
  }

  public struct Plan: Encodable, Sendable {
    var seasons: [Season] = []
    var weeks: [String: [String: String]] = [:]
    var days: [String: [String: UInt8]] = [:]
    var specialDays: [SpecialDay] = []
    var thresholds: [String: [UInt32]]?

    enum CodingKeys: String, CodingKey {
      case seasons, weeks, days
      case specialDays = "special_days"
      case thresholds = "thresholds_wh"
    }
  }

  public struct Prices: Encodable, Sendable {
    var rates: [String: String] = [:]
    var blocks: [String: [String]]?
    var standingCharge: String?

    enum CodingKeys: String, CodingKey {
      case rates = "rates_per_kwh"
      case blocks = "blocks_per_kwh"
      case standingCharge = "standing_charge_per_day"
    }
  }

  var version = 1
  var tariff: String
  var takesOverAt: String?
  var plan: Plan?
  var prices: Prices?

  init(tariff: String) { self.tariff = tariff }

  enum CodingKeys: String, CodingKey {
    case version, tariff, plan, prices
    case takesOverAt = "takes_over_at"
  }
}
