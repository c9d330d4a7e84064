// Tariff parts in COSEM data, limits as in the facts' switching table: 4 seasons, 4 weeks, 16 days of up to 48
// actions, 50 special days.

extension Tariff.Season {
  var data: DLMSData { .structure([.octetString(name), .dateTime(start), .octetString(week)]) }

  static func list(_ data: DLMSData) -> [Self]? {
    Tariff.list(data, limit: 4) { cells in
      guard cells.count == 3, let name = cells[0].octets, let start = cells[1].dateTimeValue,
        let week = cells[2].octets
      else { return nil }
      return Self(name: name, start: start, week: week)
    }
  }
}

extension Tariff.Week {
  var data: DLMSData { .structure([.octetString(name)] + days.map { .uint8($0) }) }

  static func list(_ data: DLMSData) -> [Self]? {
    Tariff.list(data, limit: 4) { cells in
      guard cells.count == 8, let name = cells[0].octets else { return nil }
      let days = cells.dropFirst().compactMap { cell in if case .uint8(let day) = cell { day } else { nil } }
      return days.count == 7 ? Self(name: name, days: days) : nil
    }
  }
}

extension Tariff.Day {
  var data: DLMSData {
    .structure([
      .uint8(identifier),
      .array(
        actions.map {
          .structure([.octetString($0.time), .octetString($0.script.octets), .uint16($0.selector)])
        }),
    ])
  }

  static func list(_ data: DLMSData) -> [Self]? {
    Tariff.list(data, limit: 16) { cells in
      guard cells.count == 2, case .uint8(let identifier) = cells[0] else { return nil }
      let actions = Tariff.list(cells[1], limit: 48) { cells -> Tariff.Action? in
        guard cells.count == 3, let time = cells[0].octets, time.count == 4,
          let script = cells[1].octets.flatMap({ LogicalName(octets: $0) }),
          case .uint16(let selector) = cells[2]
        else { return nil }
        return Tariff.Action(time: time, script: script, selector: selector)
      }
      return actions.map { Self(identifier: identifier, actions: $0) }
    }
  }
}

extension Tariff.SpecialDay {
  var data: DLMSData { .structure([.uint16(index), .octetString(date), .uint8(day)]) }

  static func list(_ data: DLMSData) -> [Self]? {
    Tariff.list(data, limit: 50) { cells in
      guard cells.count == 3, case .uint16(let index) = cells[0], let date = cells[1].octets, date.count == 5,
        case .uint8(let day) = cells[2]
      else { return nil }
      return Self(index: index, date: date, day: day)
    }
  }
}

extension Tariff {
  /// The elements of an array of structures; nil if one is not as `element` reads it, or there are too many.
  static func list<Value>(_ data: DLMSData, limit: Int, _ element: ([DLMSData]) -> Value?) -> [Value]? {
    guard case .array(let rows) = data, rows.count <= limit else { return nil }
    var values: [Value] = []
    for row in rows {
      guard case .structure(let cells) = row, let value = element(cells) else { return nil }
      values.append(value)
    }
    return values
  }

  static func thresholds(_ data: DLMSData) -> [UInt32]? {
    guard case .array(let cells) = data, cells.count <= 3 else { return nil }
    let values = cells.compactMap { cell in if case .uint32(let value) = cell { value } else { nil } }
    return values.count == cells.count ? values : nil
  }
}

extension PriceMatrix {
  var data: DLMSData {
    .structure([
      .structure([.int8(commodityScale), .int8(priceScale)]),
      .structure([
        .uint16(commodity.classIdentifier), .octetString(commodity.name.octets),
        .int8(Int8(bitPattern: commodity.index)),
      ]),
      .array(prices.map { .structure([.octetString($0.label), .int16($0.price)]) }),
    ])
  }

  /// Nil if `data` is not a charge's unit rates.
  public init?(_ data: DLMSData) {
    guard case .structure(let parts) = data, parts.count == 3, case .structure(let scales) = parts[0],
      scales.count == 2, case .int8(let commodityScale) = scales[0], case .int8(let priceScale) = scales[1],
      case .structure(let reference) = parts[1], reference.count == 3,
      case .uint16(let identifier) = reference[0],
      let name = reference[1].octets.flatMap({ LogicalName(octets: $0) }),
      case .int8(let index) = reference[2],
      let prices = Tariff.list(
        parts[2], limit: 80,
        { cells -> Price? in
          guard cells.count == 2, let label = cells[0].octets, case .int16(let price) = cells[1] else {
            return nil
          }
          return Price(label: label, price: price)
        })
    else { return nil }
    self.commodityScale = commodityScale
    self.priceScale = priceScale
    commodity = ObjectAttribute(identifier, name, UInt8(bitPattern: index))
    self.prices = prices
  }
}
