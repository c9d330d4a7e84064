import HAL

/// From window energies to register amounts.
extension PolyphaseMeter where Memory: ~Copyable {
  /// What a valid window books.
  mutating func measured(_ window: WindowMeasurement<Elements>) -> RegisterAmounts {
    var amounts = RegisterAmounts()
    var sum = FourQuadrantEnergy()
    let duration = window.durationNanoseconds
    for element in 0..<Elements {
      let gated = gate(window.elements[element], element: element, nanoseconds: duration)
      if configuration.wiring.hasElementRegisters {
        add(gated, to: &amounts, element: element + 1, isAbsolute: false)
      }
      switch configuration.summation {
      case .vector: break
      case .byMagnitude: add(gated, to: &amounts, element: 0, isAbsolute: false)
      case .absolute: add(gated, to: &amounts, element: 0, isAbsolute: true)
      }
      let raw = window.elements[element]
      sum.active += raw.active
      sum.reactive += raw.reactive
      sum.fundamentalReactive += raw.fundamental.reactive
      sum.apparent += raw.apparent
    }
    if configuration.wiring.hasTotal, configuration.summation == .vector {
      add(gateTotal(sum, nanoseconds: duration), to: &amounts, element: 0, isAbsolute: false)
    }
    testPulseEnergy = pulseEnergy(amounts)
    return amounts
  }

  /// Energy of a window that is not complete or was clipped: never in the registers of measured energy, but in those of estimates.
  mutating func estimated(_ window: WindowMeasurement<Elements>) -> RegisterAmounts {
    var amounts = RegisterAmounts()
    var sum = FineEnergy.zero
    for element in 0..<Elements {
      activeGates[element].interrupt()
      reactiveGates[element].interrupt()
      fundamentalGates[element].interrupt()
      let energy = window.elements[element].active
      sum += energy
      if configuration.wiring.hasElementRegisters { addEstimate(energy, to: &amounts, element: element + 1) }
    }
    totalActiveGate.interrupt()
    totalReactiveGate.interrupt()
    totalFundamentalGate.interrupt()
    if configuration.wiring.hasTotal { addEstimate(sum, to: &amounts, element: 0) }
    return amounts
  }

  /// The last valid power over the time whose samples went missing, for the registers of estimates.
  mutating func lost(nanoseconds: UInt64) -> RegisterAmounts {
    var amounts = RegisterAmounts()
    lostNanoseconds &+= nanoseconds
    guard lastDuration > 0 else { return amounts }
    var sum = FineEnergy.zero
    for element in 0..<Elements where activeGates[element].isOpen {
      let energy = lastActive[element].times(nanoseconds, over: lastDuration)
      sum += energy
      if configuration.wiring.hasElementRegisters { addEstimate(energy, to: &amounts, element: element + 1) }
    }
    if configuration.wiring.hasTotal { addEstimate(sum, to: &amounts, element: 0) }
    return amounts
  }

  func missingNanoseconds(_ window: WindowMeasurement<Elements>) -> UInt64 {
    guard window.sampleCount > 0 else { return 0 }
    // At the window's own rate; a loss of more than an hour is not estimated any further.
    let perSample = window.durationNanoseconds / UInt64(window.sampleCount)
    return min(window.missingSamples, 3600 * 1_000_000_000 / max(perSample, 1)) * perSample
  }

  private mutating func gate(
    _ raw: ElementMeasurement, element: Int, nanoseconds: UInt64
  ) -> FourQuadrantEnergy {
    var energy = FourQuadrantEnergy()
    energy.isExport = raw.active.isNegative
    energy.active = activeGates[element].pass(raw.active, nanoseconds: nanoseconds)
    energy.reactive = reactiveGates[element].pass(raw.reactive, nanoseconds: nanoseconds)
    energy.fundamentalReactive = fundamentalGates[element].pass(
      raw.fundamental.reactive, nanoseconds: nanoseconds)
    energy.apparent = hold(
      raw.apparent, place: element, activeGates[element], reactiveGates[element])
    return energy
  }

  /// Apparent energy follows the other two: it has no sign, so its mean would be one of noise.
  private mutating func hold(
    _ apparent: FineEnergy, place: Int, _ active: NoLoadGate, _ reactive: NoLoadGate
  ) -> FineEnergy {
    let all = heldApparent[place] + apparent
    let isLoad = active.isOpen || reactive.isOpen
    heldApparent[place] = isLoad || active.hasDecided ? .zero : all
    return isLoad ? all : .zero
  }

  private mutating func gateTotal(_ sum: FourQuadrantEnergy, nanoseconds: UInt64) -> FourQuadrantEnergy {
    var energy = FourQuadrantEnergy()
    energy.isExport = sum.active.isNegative
    energy.active = totalActiveGate.pass(sum.active, nanoseconds: nanoseconds)
    energy.reactive = totalReactiveGate.pass(sum.reactive, nanoseconds: nanoseconds)
    energy.fundamentalReactive = totalFundamentalGate.pass(sum.fundamentalReactive, nanoseconds: nanoseconds)
    // Line-to-line elements overstate S; there, and only there, it is taken from the sums (vector).
    let apparent =
      configuration.wiring == .threePhaseThreeWire
      ? FineEnergy.hypotenuse(sum.active, sum.reactive) : sum.apparent
    energy.apparent = hold(apparent, place: 3, totalActiveGate, totalReactiveGate)
    return energy
  }

  private func add(
    _ energy: FourQuadrantEnergy, to amounts: inout RegisterAmounts, element: Int, isAbsolute: Bool
  ) {
    let isExport = energy.isExport && !isAbsolute
    add(energy.active.magnitude, energy.active.isNegative && !isAbsolute ? .activeExport : .activeImport)
    let isCapacitive = energy.reactive.isNegative
    add(energy.reactive.magnitude, isCapacitive ? .reactiveExport : .reactiveImport)
    switch (isExport, isCapacitive) {
    case (false, false): add(energy.reactive.magnitude, .reactiveQuadrant1)
    case (true, false): add(energy.reactive.magnitude, .reactiveQuadrant2)
    case (true, true): add(energy.reactive.magnitude, .reactiveQuadrant3)
    case (false, true): add(energy.reactive.magnitude, .reactiveQuadrant4)
    }
    add(
      energy.fundamentalReactive.magnitude,
      energy.fundamentalReactive.isNegative ? .fundamentalReactiveExport : .fundamentalReactiveImport)
    add(energy.apparent, isExport ? .apparentExport : .apparentImport)

    func add(_ amount: FineEnergy, _ quantity: Quantity) {
      if let place = Self.place(quantity, element: element) { amounts[place] += amount }
    }
  }

  private func addEstimate(_ energy: FineEnergy, to amounts: inout RegisterAmounts, element: Int) {
    let quantity: Quantity = energy.isNegative ? .estimatedActiveExport : .estimatedActiveImport
    if let place = Self.place(quantity, element: element) { amounts[place] += energy.magnitude }
  }

  /// Active energy that the test pulse shows: of the total where there is one, else of all elements.
  private func pulseEnergy(_ amounts: RegisterAmounts) -> FineEnergy {
    var energy = FineEnergy.zero
    for element in configuration.wiring.hasTotal ? 0..<1 : 1..<(Elements + 1) {
      if let place = Self.place(.activeImport, element: element) { energy += amounts[place] }
      if let place = Self.place(.activeExport, element: element) { energy += amounts[place] }
    }
    return energy
  }
}
