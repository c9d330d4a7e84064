import Instation
import Settlement

/// Writes what the archive holds in plain formats.
public struct ArchiveExport: Sendable {
  /// A format.
  public enum Format: String, Sendable, CaseIterable {
    /// One line an interval with everything known of it.
    case csv
    /// "Simple CSV" of UK half-hour importers, start-stamped.
    case simpleCSV = "simple-csv"
    /// Stark `#F2`, end-stamped.
    case starkDF2 = "stark-df2"
    /// One JSON object a line.
    case json
  }

  let archive: MeterArchive
  /// Period starts wanted.
  public var range: ClosedRange<Int64>
  /// MPAN cores by serial number, `serial:export` for active export; without one a meter goes by its serial number.
  public var mpans: [String: String] = [:]

  /// An export of everything in `range`.
  public init(_ archive: MeterArchive, range: ClosedRange<Int64>) {
    self.archive = archive
    self.range = range
  }

  /// Hands the lines of `meters` to `line`. Returns how many intervals were left out because no settlement
  /// file can carry them (off the grid, or of a quantity without name there).
  @discardableResult
  public func write(
    _ meters: [ArchivedMeter], _ format: Format, line: (String) throws -> Void
  ) throws -> Int {
    switch format {
    case .csv:
      try line("meter,profile,code,attribute,period_start_utc,minutes,value,scaler,unit,doubts")
      try each(meters) { meter, channel, interval in
        try line(
          [
            meter.name, channel.profile, channel.code, "\(channel.attribute)",
            UTCStamp.iso(interval.startSeconds), "\(channel.periodSeconds / 60)", "\(interval.value)",
            channel.scaler.map { "\($0)" } ?? "", channel.unit.map { Unit.symbol($0) } ?? "",
            RowDoubts(rawValue: interval.doubts).names.joined(separator: " "),
          ].joined(separator: ","))
      }
      return 0
    case .json:
      try each(meters) { meter, channel, interval in
        let doubts = RowDoubts(rawValue: interval.doubts).names.map { "\"\($0)\"" }.joined(separator: ",")
        let scaled = channel.scaler.map { ScalerUnit.text(interval.value, scaler: $0) } ?? "null"
        try line(
          "{\"meter\":\"\(meter.name)\",\"profile\":\"\(channel.profile)\",\"code\":\"\(channel.code)\","
            + "\"start\":\"\(UTCStamp.iso(interval.startSeconds))\",\"seconds\":\(channel.periodSeconds),"
            + "\"count\":\(interval.value),\"value\":\(scaled),"
            + "\"unit\":\"\(channel.unit.map { Unit.symbol($0) } ?? "")\",\"doubts\":[\(doubts)]}")
      }
      return 0
    case .simpleCSV, .starkDF2: return try halfHours(meters, format, line)
    }
  }

  private func each(
    _ meters: [ArchivedMeter],
    _ body: (ArchivedMeter, ArchivedChannel, ArchivedInterval) throws -> Void
  ) throws {
    for meter in meters {
      for channel in try archive.channels(of: meter.id) {
        for interval in try archive.intervals(of: channel.id, in: range) {
          try body(meter, channel, interval)
        }
      }
    }
  }

  private func halfHours(
    _ meters: [ArchivedMeter], _ format: Format, _ line: (String) throws -> Void
  ) throws -> Int {
    var leftOut = 0
    var series: [(register: HalfHourSeries, sensor: Int)] = []
    for meter in meters {
      for channel in try archive.channels(of: meter.id) {
        let groups = channel.code.split(separator: ".").compactMap { Int($0) }
        let intervals = try archive.intervals(of: channel.id, in: range)
        guard groups.count == 6, groups[3] == 29, let scaler = channel.scaler, (-6...12).contains(scaler),
          let unit = channel.unit, Unit.isEnergy(unit), 1800 % channel.periodSeconds == 0,
          let quantity = Self.quantity(groups[2])
        else {
          leftOut += intervals.count
          continue
        }
        // One Wh is a million µWh.
        var factor: Int64 = 1
        for _ in 0..<(Int(scaler) + 6) { factor *= 10 }
        let good = intervals.filter { $0.startSeconds % channel.periodSeconds == 0 }
        leftOut += intervals.count - good.count
        let periods = good.map {
          (
            startSeconds: $0.startSeconds, lengthSeconds: channel.periodSeconds,
            microwattHours: $0.value.multipliedReportingOverflow(by: factor).partialValue,
            isActual: $0.doubts == 0
          )
        }
        series.append(
          (
            HalfHourSeries(mpan: core(meter, groups[2]), quantity: quantity, periods: periods),
            groups[2]
          ))
      }
    }
    let lines = format == .simpleCSV ? SimpleCSV.lines(series.map(\.register)) : StarkDF2.lines(series)
    for text in lines { try line(text) }
    return leftOut
  }

  /// Active export is an MPAN core of its own: `serial:export` names it.
  private func core(_ meter: ArchivedMeter, _ c: Int) -> String {
    if c == 2 { return mpans[meter.name + ":export"] ?? meter.name + "-export" }
    return mpans[meter.name] ?? meter.name
  }

  private static func quantity(_ c: Int) -> HalfHourQuantity? {
    switch c {
    // Active export goes by its own MPAN core under the same name.
    case 1, 2: .active
    case 3: .reactiveImport
    case 4: .reactiveExport
    default: nil
    }
  }
}
