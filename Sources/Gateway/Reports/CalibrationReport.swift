/// Calibration results and history as JSON and text.
public struct CalibrationReport: Encodable, Sendable {
  var records: [CalibrationRecord]
  var isSealed: Bool
  /// True: nothing is reported that was not checked.
  var isVerified = true

  enum CodingKeys: String, CodingKey {
    case records
    case isSealed = "sealed"
    case isVerified = "verified"
  }

  /// The report of a checked history.
  public init(_ history: CalibrationHistory) {
    records = history.records
    isSealed = history.seal != nil
  }

  /// A table for people.
  public var text: String {
    guard let first = records.first else { return "no calibration yet: the board file's values are in use" }
    let table = TextTable.render(
      ["record", "time (UTC)", "what", "operator", "instrument", "meter", "worst error after"],
      records.map {
        [
          "\($0.number)", $0.time, $0.kind.rawValue, $0.operator, $0.instrument, $0.meterSerial,
          $0.points.isEmpty ? "" : Self.percent(Self.worst($0.points)),
        ]
      }, rightAligned: [0])
    return table + "\n\nchain and signatures are good; key \(first.key); "
      + (isSealed ? "sealed" : "not sealed")
  }

  private static func worst(_ points: [CalibrationPointResult]) -> Int {
    points.flatMap { [$0.afterPPB.voltage, $0.afterPPB.current, $0.afterPPB.power ?? 0] }
      .max { abs($0) < abs($1) } ?? 0
  }

  /// The points of a calibration before and after it.
  public static func table(_ points: [CalibrationPointResult]) -> String {
    TextTable.render(
      ["el", "point", "windows", "spread V", "spread I", "", "error V", "error I", "error P"],
      points.flatMap { point in
        [
          [
            "\(point.element)", point.point.rawValue, "\(point.windows)", "\(point.voltageSpreadPPM) ppm",
            "\(point.currentSpreadPPM) ppm", "before", percent(point.beforePPB.voltage),
            percent(point.beforePPB.current), point.beforePPB.power.map(percent) ?? "-",
          ],
          [
            "", "", "", "", "", "after", percent(point.afterPPB.voltage), percent(point.afterPPB.current),
            point.afterPPB.power.map(percent) ?? "-",
          ],
        ]
      }, rightAligned: [0, 2, 3, 4, 6, 7, 8])
  }

  private static func percent(_ partsPerBillion: Int) -> String {
    let tenThousandths = (abs(partsPerBillion) + 500) / 1000
    let digits = "\(tenThousandths % 10_000)"
    return (partsPerBillion < 0 && tenThousandths > 0 ? "-" : "+") + "\(tenThousandths / 10_000)."
      + String(repeating: "0", count: 4 - digits.count) + digits + " %"
  }
}
