/// Compares the pulses of a meter with the meter's own register, read now and then.
///
/// All in integers: with D the register's advance less the energy of the pulses, in µWh times the denominator of a
/// pulse's energy. The register is truncated to its count and the pulses to theirs, so |D| up to one count, one pulse
/// and the energy that may pass between reading and counting means nothing. Beyond that, a difference that is in
/// proportion to the energy at every moment seen is a wrong constant; one that came in steps is missed pulses (or
/// false ones). What was counted is never changed: missed pulses are booked beside it.
public struct PulseReconciliation: Equatable, Sendable, BitwiseCopyable {
  /// What the numbers stand for.
  public let scale: ReconciliationScale
  /// Pulses booked as recovered since the beginning.
  public private(set) var recoveredPulses: UInt64 = 0
  /// Pulses found false since the beginning.
  public private(set) var falsePulses: UInt64 = 0

  private struct Moment: Equatable, BitwiseCopyable {
    var energy: Int64 = 0
    var excess: Int64 = 0
  }

  private var hasBegun = false
  private var register: Int64 = 0
  private var pulses: UInt64 = 0
  /// D as it stands.
  private var excess: Int64 = 0
  /// Since the origin: the register's energy, the pulses, and moments on the way.
  private var origin: Int64 = 0
  private var energy: Int64 = 0
  private var counted: UInt64 = 0
  private var moments = InlineArray<8, Moment>(repeating: Moment())
  private var momentCount = 0

  /// Nothing observed yet.
  public init(_ scale: ReconciliationScale) { self.scale = scale }

  /// The energy of the recovered pulses, in µWh, rounded down.
  public var recoveredMicrowattHours: Int64 {
    let (whole, rest) = recoveredPulses.quotientAndRemainder(dividingBy: UInt64(scale.pulse.denominator))
    return Int64(clamping: whole) * scale.pulse.numerator
      + Int64(rest) * scale.pulse.numerator / Int64(scale.pulse.denominator)
  }

  /// Takes an observation: the register as read, and the pulses counted at about the same time.
  ///
  /// - Parameter slackMicrowattHours: energy that may have passed between the two (largest power times the time
  ///   between), 0 or more.
  public mutating func take(
    register: Int64, pulses: UInt64, slackMicrowattHours: Int64 = 0
  ) -> ReconciliationVerdict {
    guard hasBegun else {
      begin(register, pulses)
      return .began
    }
    guard let step = advance(register, pulses, slackMicrowattHours) else {
      begin(register, pulses)
      return .restarted
    }
    self.register = register
    self.pulses = pulses
    excess = step.excess
    energy = step.energy
    counted += step.pulses
    let verdict = judge(step.tolerance, step.truncation)
    note(step.tolerance)
    return verdict
  }

  private struct Step {
    var energy: Int64
    var excess: Int64
    var pulses: UInt64
    var tolerance: Int64
    /// Tolerance without the pulse: what a booking must leave open.
    var truncation: Int64
  }

  private mutating func begin(_ register: Int64, _ pulses: UInt64) {
    hasBegun = true
    self.register = register
    self.pulses = pulses
    excess = 0
    renew()
  }

  /// A new origin: what happened before says nothing about what comes.
  private mutating func renew() {
    origin = excess
    energy = 0
    counted = 0
    momentCount = 0
  }

  /// The numbers after an observation; nil where something went back or does not fit.
  private func advance(_ register: Int64, _ pulses: UInt64, _ slack: Int64) -> Step? {
    guard register >= self.register, pulses >= self.pulses, slack >= 0,
      let count = Int64(exactly: pulses - self.pulses)
    else { return nil }
    let denominator = Int64(scale.pulse.denominator)
    let (perCount, a) = scale.registerMicrowattHours.multipliedReportingOverflow(by: denominator)
    let (advanced, b) = (register - self.register).multipliedReportingOverflow(by: perCount)
    let (ofPulses, c) = count.multipliedReportingOverflow(by: scale.pulse.numerator)
    let (difference, d) = advanced.subtractingReportingOverflow(ofPulses)
    let (newExcess, e) = excess.addingReportingOverflow(difference)
    let (newEnergy, f) = energy.addingReportingOverflow(advanced)
    let (slackUnits, g) = slack.multipliedReportingOverflow(by: denominator)
    let (truncation, h) = perCount.addingReportingOverflow(slackUnits)
    let (tolerance, i) = truncation.addingReportingOverflow(scale.pulse.numerator)
    guard !(a || b || c || d || e || f || g || h || i), newEnergy < Int64.max / 4,
      newExcess.magnitude < UInt64(Int64.max / 4), tolerance < Int64.max / 8
    else { return nil }
    return Step(
      energy: newEnergy, excess: newExcess, pulses: UInt64(count), tolerance: tolerance,
      truncation: truncation)
  }

  private mutating func judge(_ tolerance: Int64, _ truncation: Int64) -> ReconciliationVerdict {
    if excess.magnitude <= UInt64(tolerance) { return .agrees }
    switch shape(tolerance) {
    case .unknown: return .undecided
    case .proportional:
      return .wrongConstant(pulses: counted, microwattHours: energy / Int64(scale.pulse.denominator))
    case .steps: break
    }
    let count = UInt64((Int64(excess.magnitude) - truncation) / scale.pulse.numerator)
    if excess > 0 {
      excess -= Int64(count) * scale.pulse.numerator
      recoveredPulses += count
      renew()
      return .missed(pulses: count)
    }
    excess = 0
    falsePulses += count
    renew()
    return .falsePulses(count)
  }

  private enum Shape { case unknown, proportional, steps }

  /// Whether the difference grew with the energy or came at once, seen at the moments kept. Both ends of every
  /// comparison are truncated, hence twice the tolerance.
  private func shape(_ tolerance: Int64) -> Shape {
    let now = excess - origin
    guard energy > 0 else { return .steps }
    let room = UInt64(tolerance) * 2
    var isProportional = true
    var isStep = true
    var between = 0
    var hasStepped = false
    for index in 0..<momentCount {
      let moment = moments[index]
      let expected = Self.scaled(now, moment.energy, energy)
      if (moment.excess - expected).magnitude > room { isProportional = false }
      let isBefore = moment.excess.magnitude <= room
      let isAfter = (moment.excess - now).magnitude <= room
      if !isBefore && !isAfter {
        isStep = false
        between += 1
      } else if isAfter && !isBefore {
        hasStepped = true
      } else if isBefore && !isAfter && hasStepped {
        isStep = false
      }
    }
    guard isProportional else { return .steps }
    return !isStep && between >= 3 ? .proportional : .unknown
  }

  /// value · part / whole, exact to the unit, where 0 ≤ part ≤ whole and 0 < whole.
  private static func scaled(_ value: Int64, _ part: Int64, _ whole: Int64) -> Int64 {
    let product = value.magnitude.multipliedFullWidth(by: part.magnitude)
    let quotient = whole.magnitude.dividingFullWidth(product).quotient
    return value < 0 ? -Int64(quotient) : Int64(quotient)
  }

  /// Keeps the moment where it says something new; half of them are let go when there are too many.
  private mutating func note(_ tolerance: Int64) {
    let before = momentCount > 0 ? moments[momentCount - 1].energy : 0
    guard energy - before >= tolerance else { return }
    if momentCount == 8 {
      for index in 0..<4 { moments[index] = moments[2 * index + 1] }
      momentCount = 4
    }
    moments[momentCount] = Moment(energy: energy, excess: excess - origin)
    momentCount += 1
  }

  public static func == (left: Self, right: Self) -> Bool {
    guard
      left.scale == right.scale && left.recoveredPulses == right.recoveredPulses
        && left.falsePulses == right.falsePulses && left.hasBegun == right.hasBegun
        && left.register == right.register && left.pulses == right.pulses && left.excess == right.excess
        && left.origin == right.origin && left.energy == right.energy && left.momentCount == right.momentCount
    else { return false }
    for index in 0..<left.momentCount where left.moments[index] != right.moments[index] { return false }
    return true
  }
}
