import MeterCore
import Settlement

/// Profile rows as CSV, JSON, text and settlement files.
public struct ProfileReport: Sendable {
  /// Which end of the period a stamp names.
  public enum Stamp: String, Sendable, CaseIterable { case start, end }

  /// The rows, oldest entry first.
  public var rows: [ProfileRow<40>]
  /// The channels of the meter.
  public var channels: [MeterSnapshot.Channel]
  /// MPAN cores by channel, nil where none is known.
  public var mpans: [String?]

  /// Creates a report.
  public init(rows: [ProfileRow<40>], channels: [MeterSnapshot.Channel], mpans: [String?]) {
    self.rows = rows
    self.channels = channels
    self.mpans = channels.indices.map { $0 < mpans.count ? mpans[$0] : nil }
  }

  /// Stamp of a row in seconds UTC.
  public static func seconds(_ row: ProfileRow<40>, _ stamp: Stamp) -> Int64 {
    stamp == .start ? row.periodStart.seconds : row.periodEnd.seconds
  }

  /// Periods between two neighbouring rows that have no row.
  public func gap(before index: Int) -> Int {
    guard index > 0 else { return 0 }
    let missing = rows[index].periodStart.seconds - rows[index - 1].periodEnd.seconds
    return missing > 0 ? Int(missing) / rows[index].period.seconds : 0
  }

  /// One line a row; a gap is a line of its own with the flag `missing` and no values.
  public func csv(_ stamp: Stamp, local: LocalDays? = nil) -> [String] {
    var head = ["entry", "period_\(stamp.rawValue)_utc", "minutes", "covered_s", "flags"]
    if local != nil { head += ["local_date", "local_half_hour"] }
    for channel in channels {
      head += ["\(channel.name)_\(channel.quantity.energyUnit)", "\(channel.name)_register"]
    }
    var lines = [head.joined(separator: ",")]
    for (index, row) in rows.enumerated() {
      let gap = gap(before: index)
      if gap > 0 {
        let first = rows[index - 1].periodEnd.seconds + (stamp == .end ? Int64(row.period.seconds) : 0)
        lines.append(
          (["", UTCStamp.iso(first), "\(gap * row.period.minutes)", "0", "missing"]
            + Array(repeating: "", count: head.count - 5)).joined(separator: ","))
      }
      var cells = [
        "\(row.id)", UTCStamp.iso(Self.seconds(row, stamp)), "\(row.period.minutes)",
        "\(row.coveredSeconds)", row.flags.namesSet.joined(separator: " "),
      ]
      if let local {
        let place = local.place(row.periodStart.seconds)
        cells += [place.date, "\(place.period)"]
      }
      for channel in channels.indices {
        cells.append(KilowattHours.text(microwattHours: row.values[channel].energy.microwattHours))
        cells.append(KilowattHours.text(microwattHours: row.values[channel].register.microwattHours))
      }
      lines.append(cells.joined(separator: ","))
    }
    return lines
  }

  /// Half-hour series for settlement files, one a channel.
  public func series() -> [(register: HalfHourSeries, sensor: Int)] {
    channels.enumerated().compactMap { index, channel in
      // The formats know active and reactive, import and export, of measured energy.
      let quantity: HalfHourQuantity? =
        switch channel.quantity {
        case .activeImport, .activeExport: .active
        case .reactiveImport: .reactiveImport
        case .reactiveExport: .reactiveExport
        default: nil
        }
      guard let quantity else { return nil }
      let periods = rows.map {
        (
          startSeconds: $0.periodStart.seconds, lengthSeconds: Int64($0.period.seconds),
          microwattHours: $0.values[index].energy.microwattHours, isActual: $0.flags.isActual
        )
      }
      return (
        HalfHourSeries(mpan: mpans[index] ?? channel.name, quantity: quantity, periods: periods),
        Int(channel.quantity.rawValue)
      )
    }
  }

  /// The rows as JSON values.
  public func json(_ stamp: Stamp) -> ProfileDocument {
    ProfileDocument(
      stamp: stamp.rawValue,
      channels: channels.enumerated().map { index, channel in
        ProfileDocument.Channel(
          name: channel.name, quantity: channel.quantity.name, unit: channel.quantity.energyUnit,
          mpan: mpans[index])
      },
      rows: rows.enumerated().map { index, row in
        ProfileDocument.Row(
          entry: row.id, start: UTCStamp.iso(row.periodStart.seconds),
          end: UTCStamp.iso(row.periodEnd.seconds), minutes: row.period.minutes,
          coveredSeconds: row.coveredSeconds, flags: row.flags.namesSet,
          missingBefore: gap(before: index),
          energy: channels.indices.map { row.values[$0].energy.microwattHours },
          register: channels.indices.map { row.values[$0].register.microwattHours },
          pulses: channels.indices.map { row.values[$0].pulses })
      })
  }
}

extension ProfileReport {
  /// A table for people.
  public func table(_ stamp: Stamp) -> [String] {
    let header =
      ["entry", "\(stamp.rawValue) (UTC)", "min"]
      + channels.map { "\($0.name) \($0.quantity.energyUnit)" } + ["flags"]
    let cells = rows.enumerated().map { index, row in
      let missing = gap(before: index)
      return ["\(row.id)", UTCStamp.iso(Self.seconds(row, stamp)), "\(row.period.minutes)"]
        + channels.indices.map { KilowattHours.text(microwattHours: row.values[$0].energy.microwattHours) }
        + [(row.flags.namesSet + (missing > 0 ? ["after \(missing) missing"] : [])).joined(separator: " ")]
    }
    let numbers = Set([0, 2] + channels.indices.map { $0 + 3 })
    return [TextTable.render(header, cells, rightAligned: numbers)]
  }
}
