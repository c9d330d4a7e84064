import Foundation
import MeterCore
import Settlement

/// Scenarios of inventory and control file: S2, S3, S14, S15.
enum InventoryScenarios {
  static let all = [regime(id: "S2", "999"), regime(id: "S3", "998"), unknownUnit, silentUnit]

  /// S2 and S3: what tells the regimes apart was not found; both are carried through, none is interpreted.
  private static func regime(id: String, _ regime: String) -> Scenario {
    Scenario(
      id: id, title: "Switch Regime \(regime)", origin: Scenario.fromSpecification,
      purpose:
        "Units are registered by a control file with switch regime \(regime); load events switch them; the half hours follow the events. What distinguishes the regimes could not be read: the regime is carried and checked, not interpreted (unverified).",
      fault: "one off event is lost", date: Scenario.ordinaryDate
    ) { bench, isFaulty in
      let units = bench.addUnits(3, input: .load)
      let control = CMSControlFile(
        subMeter: "evcp001", effectiveFrom: bench.date, version: 1,
        items: units.map {
          CMSControlFile.Item(
            unitReference: $0.entry.unitReference, count: 1, switchRegime: regime, chargeCode: "4201050000100"
          )
        })
      let text = (try? control.text()) ?? ""
      let back = try? CMSControlFile(parsing: text)
      bench.evidence.tables.append(
        EvidenceTable(
          title: "Control file \(control.fileName(inventoryDate: bench.date))", columns: ["Line"],
          rows: text.split(separator: "\n").map { [String($0)] }))
      bench.evidence.checks.append(
        EvidenceCheck(
          "units of the control file with regime \(regime)", expected: "3",
          equals: "\(back?.items.filter { $0.switchRegime == regime }.count ?? 0)"))
      for (index, unit) in units.enumerated() {
        let on = bench.at(17, 5 * Int64(index))
        let off = bench.at(19, 10 + 7 * Int64(index))
        var steps = [LoadPlan.Step(bench.at(16), 0), .init(on, 3_000 + 500 * Int64(index)), .init(off, 0)]
        bench.setPlan(LoadPlan(steps, end: bench.at(20, 30)), of: unit)
        if isFaulty, index == 1 { steps.removeLast() }
        var instants = Set(steps.map(\.start))
        // The same load again is a sign of life.
        for instant in stride(from: bench.at(16), through: bench.at(20, 30), by: 900) {
          instants.insert(instant)
        }
        let played = LoadPlan(steps, end: bench.at(21))
        for instant in instants.sorted() {
          let watts = played.watts(at: instant)
          bench.take(
            LoadEvent(
              meter: unit.meter, instant: Instant(seconds: instant), power: Power(milliwatts: watts * 1000)))
        }
        bench.checkHalfHours(unit)
        bench.checkSum(unit)
        bench.checkIndicators(
          unit, "half hours actual",
          starts: Array(stride(from: bench.at(16), to: bench.at(20, 30), by: 1800)), expected: "A")
      }
    }
  }

  private static func reconcile(_ bench: inout ScenarioBench, silent: [String], unknown: [String]) {
    let found = Reconciliation(
      inventory: bench.register.entries.map(\.unitReference), received: bench.received)
    bench.evidence.steps += found.lines
    bench.evidence.checks.append(
      EvidenceCheck("silent units", expected: "\(silent)", equals: "\(found.silent)"))
    bench.evidence.checks.append(
      EvidenceCheck("unknown units", expected: "\(unknown)", equals: "\(found.unknown)"))
    bench.evidence.checks.append(
      EvidenceCheck("duplicate units", expected: "[]", equals: "\(found.duplicate)"))
  }

  static let unknownUnit = Scenario(
    id: "S14", title: "A unit that is in no inventory", origin: Scenario.own,
    purpose:
      "A charge point that nobody registered sends readings. It is reported, its energy is booked to no other unit, and the registered unit is not touched.",
    fault: "the unknown charge point sends under the identity of a registered one",
    date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let unit = bench.addUnits(1)[0]
    let plan = LoadPlan(
      [.init(bench.at(9), 0), .init(bench.at(9, 20), 7_000), .init(bench.at(10, 50), 0)], end: bench.at(12))
    var stranger = unit
    stranger.entry.chargePoint = isFaulty ? unit.entry.chargePoint : "STRANGER"
    bench.play(plan, on: unit)
    var behaviour = SourceBehaviour()
    behaviour.initialRegister = 50
    bench.deliver(SimulatedChargePoint().play(plan, on: stranger, behaviour: behaviour))
    reconcile(&bench, silent: [], unknown: ["STRANGER"])
    bench.checkHalfHours(unit)
    bench.checkSum(unit)
  }

  static let silentUnit = Scenario(
    id: "S15", title: "A unit of the inventory that is silent", origin: Scenario.own,
    purpose:
      "Two units are registered, one never sends anything. It is reported, and the half hours of the sub-meter say that they are estimates, with the default load of the policy for it.",
    fault: "the silent unit is taken out of the inventory instead of being reported",
    date: Scenario.ordinaryDate
  ) { bench, isFaulty in
    let units = bench.addUnits(isFaulty ? 1 : 2)
    let plan = LoadPlan(
      [.init(bench.at(9), 0), .init(bench.at(9, 20), 7_000), .init(bench.at(10, 50), 0)], end: bench.at(12))
    bench.play(plan, on: units[0])
    reconcile(&bench, silent: ["CMSUNIT00002"], unknown: [])
    bench.checkHalfHours(units[0])
    bench.checkSum(units[0])
    let day = bench.day(bench.date)
    bench.evidence.checks.append(
      EvidenceCheck(
        "indicator of 09:30, all units", expected: "E", equals: day.periods[19].indicator.rawValue))
    bench.evidence.checks.append(
      EvidenceCheck(
        "energy of 09:30, all units", expected: "3500 Wh and the default load",
        found: "\(day.periods[19].wattHours) Wh", limit: "default load \(bench.policy.defaultLoad.text)",
        isPassed: abs(Double(day.periods[19].wattHours) - 3500 - bench.policy.defaultLoad.value / 2) <= 2))
  }
}
