import Foundation
import MeterCore
import Settlement

/// The set-up of one scenario: units with their virtual meters, what was sent, and what came of it.
public struct ScenarioBench {
  /// First UTC day of the scenario.
  public let date: FlowDate
  /// Settings.
  public let policy: CMSPolicy
  /// The units registered.
  public private(set) var register = MeterIDRegister()
  /// Everything sent, in the order of delivery.
  public private(set) var transmissions: [Transmission] = []
  /// Half hours as issued, in the order of issue.
  public private(set) var issued: [(meter: UInt32, period: VirtualPeriod)] = []
  /// Newest stamp of a reading: seconds UTC; nil before the first.
  public private(set) var newestSeconds: Int64?
  /// Outcomes by meter.
  public private(set) var outcomes: [[ReadingOutcome]] = []
  /// The case that is being written.
  public var evidence: EvidenceCase

  private var meters: [VirtualMeter<200, 96>] = []
  private var plans: [LoadPlan?] = []
  private var source: any ScenarioSource
  private var unregistered: [(unit: String, events: Int)] = []

  init(_ evidence: EvidenceCase, date: FlowDate, policy: CMSPolicy, source: any ScenarioSource) {
    self.evidence = evidence
    self.date = date
    self.policy = policy
    self.source = source
  }

  /// Seconds UTC of a time of the first day; hours may exceed 24.
  public func at(_ hour: Int64, _ minute: Int64 = 0, _ second: Int64 = 0) -> Int64 {
    date.startSeconds + hour * 3600 + minute * 60 + second
  }

  /// Registers `count` units of one sub-meter and MPAN.
  mutating func addUnits(
    _ count: Int, input: VirtualMeterRules.Input = .register, rollsOverAt wattHours: Int64 = 0
  ) -> [ScenarioUnit] {
    let rules = VirtualMeterRules(
      input: input, rollOverAt: Energy(microwattHours: wattHours * 1_000_000),
      maximumPower: Power(milliwatts: Int64(policy.greatestPower.value * 1000)),
      maximumGapSeconds: UInt32(policy.greatestGap.value))
    let units = (1...count).map { offset in
      let number = register.entries.count + offset
      let digits = String(number)
      let name = String(repeating: "0", count: 4 - digits.count) + digits
      return ScenarioUnit(
        entry: MeterIDRegister.Entry(
          meterID: "VM\(name)", chargePoint: "CP\(name)", connector: 1, unitReference: "CMSUNIT0\(name)",
          subMeter: "evcp001", mpan: MPAN(firstTwelve: 220_000_000_001)!),
        meter: UInt32(number - 1))
    }
    for unit in units { add(unit, rules) }
    return units
  }

  /// Registers one unit under the ids that it has.
  mutating func addUnit(_ entry: MeterIDRegister.Entry) -> ScenarioUnit {
    let unit = ScenarioUnit(entry: entry, meter: UInt32(register.entries.count))
    add(
      unit,
      VirtualMeterRules(
        maximumPower: Power(milliwatts: Int64(policy.greatestPower.value * 1000)),
        maximumGapSeconds: UInt32(policy.greatestGap.value)))
    return unit
  }

  private mutating func add(_ unit: ScenarioUnit, _ rules: VirtualMeterRules) {
    // Names made here are unique, and an entry of a register was checked there.
    try? register.add(unit.entry)
    meters.append(VirtualMeter(rules: rules))
    plans.append(nil)
    outcomes.append([])
  }

  /// Plays a plan on a unit and takes in what it sends.
  mutating func play(
    _ plan: LoadPlan, on unit: ScenarioUnit, _ behaviour: SourceBehaviour = SourceBehaviour()
  ) {
    plans[Int(unit.meter)] = plan
    deliver(source.play(plan, on: unit, behaviour: behaviour))
  }

  /// Takes in messages in their order.
  mutating func deliver(_ messages: [Transmission]) {
    for message in messages {
      transmissions.append(message)
      newestSeconds = max(newestSeconds ?? .min, message.reading.instant.seconds)
      let meter = Int(message.reading.meter)
      guard register.index(chargePoint: message.chargePoint, connector: message.connector) != nil else {
        if let index = unregistered.firstIndex(where: { $0.unit == message.chargePoint }) {
          unregistered[index].events += 1
        } else {
          unregistered.append((message.chargePoint, 1))
        }
        continue
      }
      var periods: [VirtualPeriod] = []
      let outcome = meters[meter].take(message.reading) { periods.append($0) }
      outcomes[meter].append(outcome)
      issued += periods.map { (UInt32(meter), $0) }
    }
  }

  /// Notes an announced exchange of a unit's meter.
  mutating func exchange(_ unit: ScenarioUnit, at second: Int64, final: Int64, initial: Int64) {
    var periods: [VirtualPeriod] = []
    let outcome = meters[Int(unit.meter)].exchange(
      at: Instant(seconds: second), final: Energy(microwattHours: final * 1_000_000),
      initial: Energy(microwattHours: initial * 1_000_000)
    ) { periods.append($0) }
    outcomes[Int(unit.meter)].append(outcome)
    issued += periods.map { (unit.meter, $0) }
    evidence.steps.append(
      "\(UTCStamp.iso(second)): meter exchanged, final \(final) Wh, initial \(initial) Wh")
  }

  /// Takes a load event of a unit.
  mutating func take(_ event: LoadEvent) {
    var periods: [VirtualPeriod] = []
    let outcome = meters[Int(event.meter)].take(event) { periods.append($0) }
    outcomes[Int(event.meter)].append(outcome)
    issued += periods.map { (event.meter, $0) }
  }

  /// The reference for a unit whose plan was not played by the source.
  mutating func setPlan(_ plan: LoadPlan, of unit: ScenarioUnit) { plans[Int(unit.meter)] = plan }

  // MARK: Results

  /// The newest revision of every half hour of a unit, by its start; `before` looks at the first `before` issues only.
  func halfHours(_ unit: ScenarioUnit, before limit: Int? = nil) -> [Int64: VirtualPeriod] {
    var found: [Int64: VirtualPeriod] = [:]
    for (meter, period) in issued.prefix(limit ?? issued.count) where meter == unit.meter {
      found[Int64(period.startSeconds)] = period
    }
    return found
  }

  /// The half hours of all units as settlement takes them.
  func settled(before limit: Int? = nil) -> [UnitHalfHour] {
    issued.prefix(limit ?? issued.count).map { meter, period in
      UnitHalfHour(
        meter: Int(meter), startSeconds: Int64(period.startSeconds), wattHours: period.wattHours,
        isActual: period.isActual, revision: Int(period.revision))
    }
  }

  /// The 48 half hours of a date, summed by sub-meter.
  func day(_ date: FlowDate, before limit: Int? = nil) -> SettledDay {
    EquivalentMeter(register: register, defaultLoadWatts: policy.defaultLoad.value)
      .sums(settled(before: limit), date: date, by: .subMeter)[0].day
  }

  /// The virtual register of a unit in Wh, rounded down.
  func registerWattHours(_ unit: ScenarioUnit) -> Int64 {
    (meters[Int(unit.meter)].register?.microwattHours ?? 0) / 1_000_000
  }

  /// Events by CMS unit reference, those of unregistered charge points under their own name.
  var received: [(unit: String, events: Int)] {
    register.entries.enumerated().map { ($1.unitReference, outcomes[$0].count) } + unregistered
  }

  func plan(_ unit: ScenarioUnit) -> LoadPlan? { plans[Int(unit.meter)] }
}
