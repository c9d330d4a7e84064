import Gateway
import MeterCore
import Yams

/// Prices are decimals of the currency unit a kWh, read exactly: at most five places.
extension TariffFile {
  func readPrices(_ node: Node, _ file: String) throws -> TariffPrices {
    let isPrimary = account == .primaryImport
    let section = try BoardSection(
      node, file: file, name: "'prices'",
      keys: isPrimary ? ["rates_per_kwh", "blocks_per_kwh", "standing_charge_per_day"] : ["rates_per_kwh"])
    var prices = TariffPrices()
    if let node = section.node("rates_per_kwh") {
      let rates = try BoardSection(
        node, file: file, name: "'rates_per_kwh'", keys: (1...account.rateCount).map { "\($0)" })
      for (key, value) in rates.entries {
        prices.timeOfUse[(Int(key) ?? 1) - 1] = try Self.price(value, rates, key)
      }
    }
    if let node = section.node("blocks_per_kwh") {
      let blocks = try BoardSection(
        node, file: file, name: "'blocks_per_kwh'", keys: (101...108).map { "\($0)" })
      for (key, value) in blocks.entries {
        guard case .sequence(let list) = value, list.count <= 4, let rate = Int(key) else {
          throw blocks.error(at: key, "rate \(key) takes a list of up to 4 prices, one a block")
        }
        for (block, cell) in list.enumerated() {
          prices.block[8 * block + rate - 101] = try Self.price(cell, blocks, key)
        }
      }
    }
    if let node = section.node("standing_charge_per_day") {
      prices.standingCharge = try Self.price(node, section, "standing_charge_per_day")
      guard prices.standingCharge.wireScale != nil else {
        throw section.error(at: "standing_charge_per_day", Self.tooPrecise("the standing charge"))
      }
    }
    guard let scaled = prices.scaled else {
      throw section.error(at: "rates_per_kwh", Self.tooPrecise("a price together with the most precise one"))
    }
    return scaled
  }

  private static func tooPrecise(_ what: String) -> String {
    "\(what) does not fit the 16 bits it has on the wire: at most 0.32767 with 5 decimals, 3.2767 with 4, "
      + "32.767 with 3, 327.67 with 2"
  }

  /// In 10^-5 of the currency unit.
  private static func price(_ node: Node, _ section: BoardSection, _ key: String) throws -> Int32 {
    guard let text = node.scalar?.string, let price = TariffText.price(text) else {
      throw section.error(
        at: key, "'\(key)' must be a decimal of the currency unit with at most 5 places, like 0.15125")
    }
    return price
  }
}

extension Int32 {
  /// The finest scale, -5 to -2, at which this amount of 10^-5 fits 16 bits exactly; nil where none does.
  package var wireScale: Int8? {
    var (rest, scale) = (self, Int8(-5))
    while Int16(exactly: rest) == nil {
      guard scale < -2, rest % 10 == 0 else { return nil }
      rest /= 10
      scale += 1
    }
    return scale
  }
}

extension TariffPrices {
  /// The same prices, given in 10^-5, at the finest scale at which all of them fit 16 bits; nil where none does.
  var scaled: TariffPrices? {
    var result = self
    func all(_ test: (Int32) -> Bool) -> Bool {
      (0..<48).allSatisfy { test(result.timeOfUse[$0]) } && (0..<32).allSatisfy { test(result.block[$0]) }
    }
    while !all({ Int16(exactly: $0) != nil }) {
      guard result.scale < -2, all({ $0 % 10 == 0 }) else { return nil }
      for index in 0..<48 { result.timeOfUse[index] /= 10 }
      for index in 0..<32 { result.block[index] /= 10 }
      result.scale += 1
    }
    return result
  }
}
