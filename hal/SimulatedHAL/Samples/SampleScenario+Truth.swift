import Glibc

extension SampleScenario {
  /// Active power of an element in watts by its definition, harmonics included, changes and `load` aside.
  public func activeWatts(element number: Int) -> Double {
    let element = elements[number]
    let lag = element.currentLagDegrees * .pi / 180
    var factor = cos(lag)
    for voltage in voltageHarmonics where generates(order: voltage.order) {
      for current in currentHarmonics where current.order == voltage.order {
        let angle = Double(voltage.order) * lag + (voltage.degrees - current.degrees) * .pi / 180
        factor += voltage.fraction * current.fraction * cos(angle)
      }
    }
    return element.volts * element.amperes * factor
  }

  /// Reactive power of an element's fundamental in vars (positive: inductive import).
  public func fundamentalReactiveVars(element: Int) -> Double {
    let element = elements[element]
    return element.volts * element.amperes * sin(element.currentLagDegrees * .pi / 180)
  }
}
