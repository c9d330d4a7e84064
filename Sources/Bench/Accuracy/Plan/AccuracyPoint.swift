import Foundation

/// One measurement of a plan.
public struct AccuracyPoint: Equatable, Sendable {
  /// What is measured.
  public enum Kind: Equatable, Sendable {
    /// The error at a load.
    case load
    /// The shift of the error against the point `base`.
    case influence(InfluenceLimit, base: String)
    /// That the meter starts at its starting current.
    case starting(AccuracyRule)
    /// That it stays still without current.
    case noLoad(AccuracyRule)
    /// Register advance against the reference.
    case register
    /// Register advance against the meter's own pulses.
    case dial
  }

  /// Id, unique in the plan, also the name of the test: `PF1-100`.
  public var id: String
  /// What is measured.
  public var kind: Kind
  /// Current in A, by phase.
  public var amperes: Double
  /// The current in parts per million of the reference current.
  public var current: Int
  /// Angle.
  public var angle: LoadAngle
  /// Loaded phases.
  public var phases: LoadedPhases
  /// Voltage, thousandths of Un.
  public var voltage: Int
  /// Power in W (var).
  public var watts: Double
  /// Limits that cover it.
  public var limits: [AccuracyLimit]
  /// Pulses of the meter to take, at least.
  public var pulses: Int
  /// Time they take, s; for no-load and starting the time of the test.
  public var seconds: Double
  /// What the tester should know.
  public var notes: [String]

  /// The tightest limit in percent; nil without one.
  public var tightest: AccuracyLimit? { limits.min { $0.millipercent < $1.millipercent } }

  /// What to set on the source.
  public func setting(_ subject: AccuracySubject) -> String {
    let volts = Double(subject.nominalMillivolts) / 1000 * Double(voltage) / 1000
    let name = subject.accuracyClass.isReactive ? "sin φ" : "cos φ"
    var text = String(format: "%g V, %g A", volts, (amperes * 1e6).rounded() / 1e6)
    if amperes > 0 { text += ", \(name) \(angle)" }
    if phases.isOnePhase { text += ", current in \(phases) only" }
    if case .influence(let limit, _) = kind { text += ", \(limit.influence.rawValue)" }
    return text
  }
}
