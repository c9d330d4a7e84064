import MeterCore
import Settlement

/// Half hours of an event log, without a store: what `meter settle` does with a file.
public struct EventReplay: Sendable {
  /// Half hours as issued, revisions included.
  public private(set) var halfHours: [UnitHalfHour] = []
  /// Events by unit as spelled in the log.
  public private(set) var received: [(unit: String, events: Int)] = []
  /// The earliest event of a registered unit: milliseconds UTC; nil for none.
  public private(set) var firstMilliseconds: Int64?
  /// Events refused, by outcome.
  public private(set) var refused: [ReadingOutcome: Int] = [:]

  /// Replays events in their order; units that are not registered are only counted.
  public init(_ events: [MeterLogEvent], register: MeterIDRegister, policy: CMSPolicy) {
    var counts: [String: Int] = [:]
    var meters: [Int: VirtualFleet.Meter] = [:]
    for event in events {
      counts[event.unitReference, default: 0] += 1
      guard let index = register.index(unitReference: event.unitReference) else { continue }
      firstMilliseconds = min(firstMilliseconds ?? .max, event.milliseconds)
      let input: VirtualMeterRules.Input = event.kind == .load ? .load : .register
      var meter =
        meters[index]
        ?? VirtualFleet.Meter(
          rules: VirtualMeterRules(
            input: input, maximumPower: Power(milliwatts: Int64(policy.greatestPower.value * 1000)),
            maximumGapSeconds: UInt32(policy.greatestGap.value)))
      guard meter.rules.input == input else {
        refused[.malformed, default: 0] += 1
        continue
      }
      var quality: ReadingQuality = []
      if event.information.contains("U") { quality.insert(.clockUnsynchronised) }
      if event.information.contains("E") { quality.insert(.estimated) }
      if event.information.contains("D") { quality.insert(.doubtful) }
      if event.information.contains("R") { quality.insert(.replayed) }
      let instant = Instant(nanoseconds: event.milliseconds * 1_000_000)
      var issued: [VirtualPeriod] = []
      let outcome =
        input == .load
        ? meter.take(LoadEvent(instant: instant, power: Power(milliwatts: event.value), quality: quality)) {
          issued.append($0)
        }
        : meter.take(
          RegisterReading(instant: instant, register: Energy(microwattHours: event.value), quality: quality)
        ) { issued.append($0) }
      if !outcome.isAccepted { refused[outcome, default: 0] += 1 }
      meters[index] = meter
      for period in issued {
        halfHours.append(
          UnitHalfHour(
            meter: index, startSeconds: Int64(period.startSeconds), wattHours: period.wattHours,
            isActual: period.isActual, revision: Int(period.revision)))
      }
    }
    received = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What does not count, one line each: units that are not registered, values refused.
  public func leftOut(_ register: MeterIDRegister) -> [String] {
    received.filter { register.index(unitReference: $0.unit) == nil }
      .map { "unknown unit \($0.unit), \($0.events) events" }
      + refused.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) events \($0.key == .held ? "that nothing confirms yet" : "refused: \($0.key)")" }
  }
}
