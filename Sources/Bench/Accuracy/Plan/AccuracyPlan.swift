import Crypto
import Foundation
import MeterCore

/// The points of a class, in the order they are measured: load points from high to low current, by angle and phase,
/// then starting, no-load, register and dial test, then influences.
public struct AccuracyPlan: Equatable, Sendable {
  /// What may be chosen.
  public struct Choice: Equatable, Sendable {
    /// Least pulses of a point.
    public var pulses = 25
    /// A point takes longer than this, s.
    public var seconds = 30.0
    /// Waiting time after a change of the load, s.
    public var settleSeconds = 10.0
    /// Air temperature, °C: chooses the band of the directive's table.
    public var temperature = 23
    /// Rows that a standard has on request only.
    public var takesOnRequest = false
    /// Influence quantities.
    public var takesInfluences = false
    /// Formula of the no-load test.
    public var noLoad = NoLoadRule.iec2003
    /// Ids of the points wanted; empty for all.
    public var only: [String] = []

    /// The default choice.
    public init() {}
  }

  /// The meter.
  public let subject: AccuracySubject
  /// Its table.
  public let table: AccuracyTable
  /// What was chosen.
  public let choice: Choice
  /// The points.
  public private(set) var points: [AccuracyPoint] = []
  /// What the plan leaves out, and why.
  public private(set) var omissions: [String] = []

  /// Plans the points of a meter.
  public init(_ subject: AccuracySubject, _ choice: Choice = Choice()) throws(AccuracyError) {
    guard let table = AccuracyTable(subject.accuracyClass, subject.circuit) else {
      throw AccuracyError(
        "there is no table for class \(subject.accuracyClass.rawValue), \(subject.circuit.rawValue)")
    }
    self.subject = subject
    self.table = table
    self.choice = choice
    addLoadPoints()
    addStarting()
    addNoLoad()
    addRegisterTests()
    if choice.takesInfluences { addInfluences() }
    guard !choice.only.isEmpty else { return }
    for id in choice.only where !points.contains(where: { $0.id == id }) {
      throw AccuracyError(
        "there is no point '\(id)'; the plan has \(points.map(\.id).joined(separator: ", "))")
    }
    let bases = points.compactMap { point -> String? in
      guard choice.only.contains(point.id), case .influence(_, let base) = point.kind else { return nil }
      return base
    }
    points.removeAll { !choice.only.contains($0.id) && !bases.contains($0.id) }
  }

  /// The rows that count at the chosen temperature.
  private var limits: [AccuracyLimit] {
    table.limits.filter {
      ($0.temperatures?.contains(choice.temperature) ?? (18...28).contains(choice.temperature))
        && (choice.takesOnRequest || !$0.isOnRequest)
    }
  }

  private mutating func addLoadPoints() {
    let rows = limits
    if rows.isEmpty {
      omissions.append("no limit covers \(choice.temperature) °C: reference conditions are 23 °C")
    }
    var angles: [LoadAngle] = []
    for row in rows where !row.isOnePhase {
      for angle in row.angles where !angles.contains(angle) { angles.append(angle) }
    }
    for angle in angles { addCurrents(rows, angle, .balanced) }
    guard subject.wiring == .fourWire else {
      if subject.wiring == .threeWire {
        omissions.append(
          "one-phase load is left out: a three-wire meter is loaded by element on a source of its own")
      }
      return
    }
    for phase in 1...3 {
      var angles: [LoadAngle] = []
      for row in rows where row.isOnePhase {
        for angle in row.angles where !angles.contains(angle) { angles.append(angle) }
      }
      for angle in angles { addCurrents(rows, angle, .one(phase)) }
    }
  }

  /// The lower ends of all rows, the reference current and Imax.
  private mutating func addCurrents(_ rows: [AccuracyLimit], _ angle: LoadAngle, _ phases: LoadedPhases) {
    let fitting = rows.filter { $0.isOnePhase == phases.isOnePhase && $0.angles.contains(angle) }
    guard !fitting.isEmpty else { return }
    let maximum = subject.maximumPartsPerMillion
    var currents = Set(fitting.map(\.from))
    currents.insert(1_000_000)
    currents.insert(maximum)
    if maximum >= 4_000_000, !phases.isOnePhase { currents.insert(maximum / 2) }
    for current in currents.filter({ $0 <= maximum }).sorted(by: >) {
      let covering = fitting.filter {
        $0.covers(current: current, angle: angle, isOnePhase: phases.isOnePhase)
      }
      guard !covering.isEmpty else { continue }
      points.append(
        point(name(current, angle, phases), .load, current: current, angle, phases, limits: covering))
    }
  }

  private func name(_ current: Int, _ angle: LoadAngle, _ phases: LoadedPhases) -> String {
    let share =
      current == subject.maximumPartsPerMillion && current != 1_000_000
      ? "Imax" : String(format: "%g", Double(current) / 10_000)
    return (phases.isOnePhase ? "\(phases)-" : "") + "PF\(angle)-\(share)"
  }

  private func point(
    _ id: String, _ kind: AccuracyPoint.Kind, current: Int, _ angle: LoadAngle, _ phases: LoadedPhases,
    voltage: Int = 1000, limits: [AccuracyLimit]
  ) -> AccuracyPoint {
    let amperes =
      current == subject.maximumPartsPerMillion
      ? Double(subject.maximumMilliamperes) / 1000 : subject.amperes(current)
    let watts = subject.watts(amperes: amperes, angle: angle, phases: phases, voltage: voltage)
    let rate = watts * subject.pulsesPerKilowattHour / 3.6e6
    // One pulse more than the time holds, so that it is exceeded.
    let pulses = max(choice.pulses, Int(choice.seconds * rate) + 1)
    var notes: [String] = []
    if rate > 16.67 {
      notes.append(
        String(format: "%.1f pulses/s: more than an S0 output gives (30 ms on, 30 ms off); use the LED", rate)
      )
    }
    return AccuracyPoint(
      id: id, kind: kind, amperes: amperes, current: current, angle: angle, phases: phases, voltage: voltage,
      watts: watts, limits: limits, pulses: pulses, seconds: Double(pulses) / rate, notes: notes)
  }

  private mutating func addStarting() {
    var point = point(
      "START", .starting(table.starting.rule), current: table.starting.current, .unity, .balanced, limits: [])
    let interval = 3.6e6 / (point.watts * subject.pulsesPerKilowattHour)
    point.pulses = 2
    point.seconds = 3 * interval
    point.notes = ["two pulses within three times the expected interval (this bench's rule)"]
    points.append(point)
  }

  private mutating func addNoLoad() {
    let ist = subject.amperes(table.starting.current)
    let maximum = Double(subject.maximumMilliamperes) / 1000
    guard
      let seconds = choice.noLoad.seconds(
        subject.accuracyClass, pulsesPerKilowattHour: subject.pulsesPerKilowattHour,
        elements: subject.wiring.elements, un: Double(subject.nominalMillivolts) / 1000, imax: maximum,
        ist: ist)
    else {
      omissions.append(
        "no-load: the formula of \(choice.noLoad.rawValue) has no constant for class \(subject.accuracyClass.rawValue); choose another edition"
      )
      return
    }
    points.append(
      AccuracyPoint(
        id: "NOLOAD", kind: .noLoad(choice.noLoad.rule), amperes: 0, current: 0, angle: .unity,
        phases: .balanced, voltage: choice.noLoad.voltage, watts: 0, limits: [], pulses: 0, seconds: seconds,
        notes: ["current circuits open; not more than one pulse"]))
  }

  private mutating func addRegisterTests() {
    guard
      let base = points.first(where: {
        $0.kind == .load && $0.phases == .balanced && $0.angle == .unity && $0.current == 1_000_000
      })
    else { return }
    var register = base
    register.id = "REGISTER"
    register.kind = .register
    register.pulses = 0
    register.notes = [
      "register start and end against the reference's energy; long enough for the register's step"
    ]
    points.append(register)
    var dial = register
    dial.id = "DIAL"
    dial.kind = .dial
    dial.limits = []
    dial.notes = ["register advance against the pulses counted in the same time"]
    points.append(dial)
  }

  private mutating func addInfluences() {
    let limits = InfluenceLimit.limits(of: subject.accuracyClass, subject.wiring)
    if limits.isEmpty {
      omissions.append("influences: no limits were found for class \(subject.accuracyClass.rawValue)")
    }
    for limit in limits {
      let current = limit.current ?? subject.maximumPartsPerMillion / 2
      let base = name(current, limit.angle, .balanced)
      if !points.contains(where: { $0.id == base }) {
        let covering = self.limits.filter {
          $0.covers(current: current, angle: limit.angle, isOnePhase: false)
        }
        points.append(point(base, .load, current: current, limit.angle, .balanced, limits: covering))
      }
      let voltage =
        switch limit.influence {
        case .voltageLow: 900
        case .voltageHigh: 1100
        default: 1000
        }
      points.append(
        point(
          "\(limit.influence.code)-\(base)", .influence(limit, base: base), current: current, limit.angle,
          .balanced, voltage: voltage, limits: []))
    }
  }

  /// The whole time in seconds, settling included; register and dial test as long as their point.
  public var seconds: Double { points.reduce(0) { $0 + $1.seconds + choice.settleSeconds } }

  /// Identity of the plan: results of another one are refused.
  public var digest: String {
    let text = points.map { point in
      "\(point.id) \(point.setting(subject)) \(point.pulses) \(point.limits.map { "\($0.rule.id) \($0.millipercent)" })"
    }
    let all = ([subject.text] + text).joined(separator: "\n")
    return EvidenceFolder.hex(SHA256.hash(data: Data(all.utf8)).prefix(8))
  }
}
