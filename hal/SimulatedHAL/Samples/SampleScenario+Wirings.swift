extension SampleScenario {
  /// One element: V1 I1.
  public static func singlePhase(volts: Double, amperes: Double, lagDegrees: Double = 0) -> SampleScenario {
    SampleScenario(elements: [SampleElement(volts: volts, amperes: amperes, currentLagDegrees: lagDegrees)])
  }

  /// Two elements on the same voltage: V1 I1 V2 I2, the second's power in the other direction (export).
  public static func twinElement(
    volts: Double, amperes: Double, lagDegrees: Double = 0, exportAmperes: Double
  ) -> SampleScenario {
    SampleScenario(elements: [
      SampleElement(volts: volts, amperes: amperes, currentLagDegrees: lagDegrees),
      SampleElement(volts: volts, amperes: exportAmperes, currentLagDegrees: 180),
    ])
  }

  /// Three phases and neutral, phase voltages: V1 I1 V2 I2 V3 I3; `isReversed` for the order 1-3-2.
  public static func threePhaseFourWire(
    volts: Double, amperes: Double, lagDegrees: Double = 0, isReversed: Bool = false
  ) -> SampleScenario {
    SampleScenario(
      elements: [0, -120, 120].map { angle in
        SampleElement(
          volts: volts, voltageDegrees: isReversed ? -angle : angle, amperes: amperes,
          currentLagDegrees: lagDegrees)
      })
  }

  /// Three phases without neutral, two elements (Aron): V12 I1 V32 I3. `volts` is between lines, `lagDegrees`
  /// the angle of the load's phases.
  public static func threePhaseThreeWire(
    volts: Double, amperes: Double, lagDegrees: Double = 0, isReversed: Bool = false
  ) -> SampleScenario {
    // V1 at 0°, V2 at -120°, V3 at 120°: V12 leads V1 by 30°, V32 is at 90°, 30° behind V3.
    let order = isReversed ? -1.0 : 1.0
    return SampleScenario(elements: [
      SampleElement(
        volts: volts, voltageDegrees: 30 * order, amperes: amperes,
        currentLagDegrees: lagDegrees + 30 * order),
      SampleElement(
        volts: volts, voltageDegrees: 90 * order, amperes: amperes,
        currentLagDegrees: lagDegrees - 30 * order),
    ])
  }
}
