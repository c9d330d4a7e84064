import Archive
import Settlement

/// How the collected meters stand, for people and programs.
public struct StatusReport: Encodable, Sendable {
  /// A meter.
  public struct Line: Encodable, Sendable {
    public var name: String
    public var state: String
    public var meter: String?
    public var target: String
    /// UTC.
    public var lastComplete: String?
    public var lastAttempt: String?
    public var outcome: String?
    public var failures: Int
    public var message: String?
    public var newestPeriodEnd: String?
    public var ageSeconds: Int64?
    public var clockOffsetSeconds: Double?
    public var clockUncertaintySeconds: Double?
  }

  /// The meters, in their order.
  public var meters: [Line]
  /// Meters whose state is not `ok`.
  public var failed: Int

  /// A report at `now`, UTC seconds.
  public init(_ statuses: [MeterStatus], staleSeconds: Int64, now: Int64) {
    meters = statuses.map { status in
      Line(
        name: status.name, state: status.state(now: now, staleSeconds: staleSeconds), meter: status.meter,
        target: status.target, lastComplete: status.lastComplete.map(UTCStamp.iso),
        lastAttempt: status.lastAttempt.map(UTCStamp.iso), outcome: status.outcome, failures: status.failures,
        message: status.message, newestPeriodEnd: status.newestEndSeconds.map(UTCStamp.iso),
        ageSeconds: status.newestEndSeconds.map { now - $0 },
        clockOffsetSeconds: status.clockOffsetNanoseconds.map { Double($0) / 1e9 },
        clockUncertaintySeconds: status.clockUncertaintyNanoseconds.map { Double($0) / 1e9 })
    }
    failed = meters.filter { $0.state != "ok" }.count
  }

  /// As a table.
  public var text: String {
    let table = TextTable.render(
      ["meter", "state", "last read", "newest period", "age", "failures"],
      meters.map {
        [
          $0.name, $0.state, $0.lastComplete ?? "-", $0.newestPeriodEnd ?? "-",
          $0.ageSeconds.map(Self.age) ?? "-", "\($0.failures)",
        ]
      }, rightAligned: [4, 5])
    let failures = meters.compactMap { line in
      line.state == "ok" ? nil : line.message.map { "\(line.name): \($0)" }
    }
    return ([table] + failures).joined(separator: "\n")
  }

  private static func age(_ seconds: Int64) -> String {
    if seconds < 7200 { return "\(seconds / 60) min" }
    return seconds < 172_800 ? "\(seconds / 3600) h" : "\(seconds / 86_400) d"
  }
}
