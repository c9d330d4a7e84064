import MeterCore

/// The meter under test, as its plate says.
public struct AccuracySubject: Equatable, Sendable {
  /// Class.
  public var accuracyClass: AccuracyClass
  /// Connection of the current circuits.
  public var circuit: CurrentCircuit
  /// Wiring.
  public var wiring: MeterWiring
  /// Reference current (Ib, Iref or In), mA.
  public var referenceMilliamperes: Int64
  /// Greatest current, mA.
  public var maximumMilliamperes: Int64
  /// Nominal voltage, mV: phase to neutral, phase to phase for three wires.
  public var nominalMillivolts: Int64
  /// Energy of one pulse.
  public var pulseEnergy: EnergyRatio

  /// Creates a subject; throws what makes no sense.
  ///
  /// - Parameters:
  ///   - reference, maximum, nominal: decimals in A, A and V.
  ///   - pulses: pulses per kWh (kvarh): `1000`, `33.33` or `2000/3`.
  public init(
    _ accuracyClass: AccuracyClass, _ circuit: CurrentCircuit, _ wiring: MeterWiring, reference: String,
    maximum: String, nominal: String, pulses: String
  ) throws(AccuracyError) {
    guard AccuracyTable(accuracyClass, circuit) != nil else {
      throw AccuracyError("class \(accuracyClass.rawValue) is for transformers only: use --connection ct")
    }
    func positive(_ text: String, _ name: String, _ unit: String) throws(AccuracyError) -> Int64 {
      guard let value = ScaledDecimal.parse(text, places: 3), value > 0, value < 1_000_000_000 else {
        throw AccuracyError("\(name) is a positive number of \(unit) with up to 3 places, not '\(text)'")
      }
      return value
    }
    self.accuracyClass = accuracyClass
    self.circuit = circuit
    self.wiring = wiring
    referenceMilliamperes = try positive(reference, "--in", "A")
    maximumMilliamperes = try positive(maximum, "--imax", "A")
    nominalMillivolts = try positive(nominal, "--un", "V")
    guard maximumMilliamperes >= referenceMilliamperes else {
      throw AccuracyError("--imax \(maximum) A is below --in \(reference) A")
    }
    guard let energy = Self.pulseEnergy(pulses) else {
      throw AccuracyError(
        "--pulses-per-kwh is a positive constant like 1000, 33.33 or 2000/3, not '\(pulses)'")
    }
    pulseEnergy = energy
  }

  /// The energy of a pulse from pulses per kWh; nil for no constant.
  public static func pulseEnergy(_ text: String) -> EnergyRatio? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let pulses = UInt32(parts[0]), let hours = UInt32(parts[1]) else { return nil }
      return EnergyRatio(pulses: pulses, perKilowattHours: hours)
    }
    for places in 0...6 {
      if let value = ScaledDecimal.parse(text, places: places) {
        var scale: UInt32 = 1
        for _ in 0..<places { scale *= 10 }
        guard let pulses = UInt32(exactly: value) else { return nil }
        return EnergyRatio(pulses: pulses, perKilowattHours: scale)
      }
    }
    return nil
  }

  /// Pulses per kWh.
  public var pulsesPerKilowattHour: Double {
    1e9 * Double(pulseEnergy.denominator) / Double(pulseEnergy.numerator)
  }

  /// Current of a part of the reference current, A.
  public func amperes(_ partsPerMillion: Int) -> Double {
    Double(referenceMilliamperes) / 1000 * Double(partsPerMillion) / 1e6
  }

  /// Power in W (var) of a load.
  public func watts(
    amperes: Double, angle: LoadAngle, phases: LoadedPhases, voltage thousandths: Int = 1000
  ) -> Double {
    let share = phases.isOnePhase ? 1 : wiring.powerFactorOfLoad
    return share * Double(nominalMillivolts) / 1000 * Double(thousandths) / 1000 * amperes * angle.factor
  }

  /// Imax in parts per million of the reference current, rounded down.
  public var maximumPartsPerMillion: Int { Int(maximumMilliamperes * 1_000_000 / referenceMilliamperes) }

  /// One line for reports.
  public var text: String {
    let reference = ScaledDecimal.text(referenceMilliamperes, places: 3)
    let maximum = ScaledDecimal.text(maximumMilliamperes, places: 3)
    let unit = accuracyClass.isReactive ? "kvarh" : "kWh"
    return
      "class \(accuracyClass.rawValue), \(wiring.rawValue), Un \(ScaledDecimal.text(nominalMillivolts, places: 3)) V, \(circuit.referenceName) \(reference) A, Imax \(maximum) A (\(circuit == .direct ? "direct" : "transformer operated")), \(pulsesPerKilowattHour.formatted6) imp/\(unit)"
  }
}
