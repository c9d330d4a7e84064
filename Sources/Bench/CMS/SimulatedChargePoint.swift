import MeterCore
import Settlement

/// A charge point in this process, in accelerated time: a register of whole Wh that follows a load plan, and OCPP 1.6J
/// `MeterValues` frames as such a charge point words them.
public struct SimulatedChargePoint: ScenarioSource {
  public let name = "simulated charge point (in process, accelerated time)"

  /// Creates the simulator.
  public init() {}

  public func play(_ plan: LoadPlan, on unit: ScenarioUnit, behaviour: SourceBehaviour) -> [Transmission] {
    let start = plan.steps[0].start
    var instants: Set<Int64> = [start, plan.end]
    for step in plan.steps { instants.insert(step.start) }
    for interval in [behaviour.sampleInterval, behaviour.alignedInterval] where interval > 0 {
      // The periodic readings begin with the plan, so that they do not fall on the grid by luck.
      let first =
        interval == behaviour.alignedInterval ? (start + interval - 1) / interval * interval : start + 7
      for instant in stride(from: first, through: plan.end, by: Int64.Stride(interval)) {
        instants.insert(instant)
      }
    }
    if let reset = behaviour.resetAt { instants.insert(reset) }
    var sent: [Transmission] = []
    var kept: [Transmission] = []
    var lastRegister: Int64?
    for (number, instant) in instants.sorted().enumerated() {
      let register = self.register(plan, behaviour, at: instant)
      let isOffline = behaviour.offline.contains { $0.contains(instant) }
      let context: ReadingContext =
        behaviour.alignedInterval > 0 && instant % behaviour.alignedInterval == 0
        ? .clockAligned
        : instant == start ? .transactionBegin : instant == plan.end ? .transactionEnd : .periodic
      let shown = isOffline && behaviour.fillsWithLast ? lastRegister ?? register : register
      let transmission = self.transmission(
        unit, behaviour, number: number, instant: instant + behaviour.clockOffset,
        deliveredAt: instant, register: shown, context: context, isReplayed: false)
      if isOffline, !behaviour.fillsWithLast {
        kept.append(transmission)
        continue
      }
      if !isOffline { lastRegister = register }
      if !kept.isEmpty, behaviour.replayAt == nil {
        sent += replay(kept, unit, behaviour, at: instant)
        kept = []
      }
      sent.append(transmission)
    }
    if let replayAt = behaviour.replayAt { sent += replay(kept, unit, behaviour, at: replayAt) }
    return disturb(sent, behaviour)
  }

  private func register(_ plan: LoadPlan, _ behaviour: SourceBehaviour, at instant: Int64) -> Int64 {
    func counted(_ from: Int64, _ to: Int64) -> Int64 {
      var wattSeconds: Int64 = 0
      for (index, step) in plan.steps.enumerated() where step.watts >= behaviour.startingLoad {
        let next = index + 1 < plan.steps.count ? plan.steps[index + 1].start : plan.end
        wattSeconds += step.watts * max(min(next, to) - max(step.start, from), 0)
      }
      for blind in behaviour.blind {
        wattSeconds -= plan.wattSeconds(
          from: max(blind.lowerBound, from), to: max(min(blind.upperBound, to), max(blind.lowerBound, from)))
      }
      return wattSeconds * behaviour.registerPercent / 100 / 3600
    }
    let start = plan.steps[0].start
    if let reset = behaviour.resetAt, instant >= reset { return counted(reset, instant) }
    let value = behaviour.initialRegister + counted(start, instant)
    return behaviour.rollsOverAt > 0 ? value % behaviour.rollsOverAt : value
  }

  private func transmission(
    _ unit: ScenarioUnit, _ behaviour: SourceBehaviour, number: Int, instant: Int64, deliveredAt: Int64,
    register: Int64, context: ReadingContext, isReplayed: Bool
  ) -> Transmission {
    var quality: ReadingQuality = isReplayed ? .replayed : []
    if behaviour.isOffsetKnown { quality.insert(.clockUnsynchronised) }
    let word =
      switch context {
      case .clockAligned: "Sample.Clock"
      case .transactionBegin: "Transaction.Begin"
      case .transactionEnd: "Transaction.End"
      default: "Sample.Periodic"
      }
    let frame = """
      [2,"\(unit.entry.chargePoint)-\(number)","MeterValues",{"connectorId":\(unit.entry.connector),"meterValue":[{"timestamp":"\(UTCStamp.iso(instant))","sampledValue":[{"value":"\(register)","context":"\(word)","measurand":"Energy.Active.Import.Register","unit":"Wh","location":"Outlet"}]}]}]
      """
    return Transmission(
      deliveredAt: deliveredAt * 1000, chargePoint: unit.entry.chargePoint, connector: unit.entry.connector,
      frame: frame,
      reading: RegisterReading(
        meter: unit.meter, instant: Instant(seconds: instant),
        register: Energy(microwattHours: register * 1_000_000), context: context, quality: quality,
        sequence: UInt32(number + 1)))
  }

  private func replay(
    _ kept: [Transmission], _ unit: ScenarioUnit, _ behaviour: SourceBehaviour, at second: Int64
  ) -> [Transmission] {
    if behaviour.losesKept { return [] }
    return kept.enumerated().map { index, old in
      let instant = behaviour.stampsDelivery ? second + Int64(index) : old.reading.instant.seconds
      return transmission(
        unit, behaviour, number: Int(old.reading.sequence) - 1, instant: instant, deliveredAt: second,
        register: old.reading.register.microwattHours / 1_000_000, context: old.reading.context,
        isReplayed: true)
    }
  }

  private func restamped(_ transmission: Transmission, _ instant: Instant) -> Transmission {
    var copy = transmission
    copy.frame = copy.frame.replacing(
      UTCStamp.iso(copy.reading.instant.seconds), with: UTCStamp.iso(instant.seconds))
    copy.reading.instant = instant
    return copy
  }

  /// Frames twice and out of order, as a bad connection makes them.
  private func disturb(_ sent: [Transmission], _ behaviour: SourceBehaviour) -> [Transmission] {
    var result = sent
    if behaviour.disorderEvery > 0 {
      for index in stride(
        from: behaviour.disorderEvery, to: max(sent.count - 2, 0), by: behaviour.disorderEvery)
      {
        if behaviour.swapsStamps {
          let stamps = (result[index].reading.instant, result[index + 2].reading.instant)
          result[index] = restamped(result[index], stamps.1)
          result[index + 2] = restamped(result[index + 2], stamps.0)
        }
        result.insert(result.remove(at: index), at: index + 2)
      }
    }
    if behaviour.duplicateEvery > 0 {
      result = result.enumerated().flatMap { index, item in
        index % behaviour.duplicateEvery == 0 ? [item, item] : [item]
      }
    }
    return result
  }
}
