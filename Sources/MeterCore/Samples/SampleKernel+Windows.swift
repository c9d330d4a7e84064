extension SampleKernel {
  /// Takes sample sets until the block or a window ends.
  @inline(__always)
  mutating func advance<Word: SampleWord>(
    _ samples: UnsafeBufferPointer<Word>, _ start: Int, _ blockIndex: UInt64,
    _ window: inout WindowMeasurement<Elements>,
    fundamental: Bool
  ) -> SampleProgress {
    let stride = Int(configuration.channelCount)
    let sets = samples.count / stride
    guard start >= 0, start < sets, let block = samples.baseAddress else {
      return SampleProgress(sets: 0, hasWindow: false)
    }
    let index = blockIndex &+ UInt64(start)
    if index != nextIndex || !hasStarted {
      if count > 0 {
        endWindow(.gap, &window)
        return SampleProgress(sets: 0, hasWindow: true)
      }
      beginBehindGap(at: index)
    }
    var set = start
    while set < sets {
      var run = SampleRun(
        start: set &* stride, count: min(sets &- set, SampleRun.longest), stride: stride,
        position: Int(position), lag: Int(lag), limit: limit)
      if lacking > 0 {
        run.count = min(run.count, Int(lacking))
        fillHistories(run, block)
        set &+= run.count
        continue
      }
      var end: WindowEnd?
      if let anchor {
        end = findEnd(Int(anchor), &run, block)
      } else {
        run.count = min(run.count, Int(deadline &- count))
      }
      for element in 0..<Elements {
        sums[element].add(run, of: block, wiring: wirings[element])
      }
      if fundamental { addFundamental(run, block) }
      set &+= run.count
      step(run.count)
      if let end = end ?? (count >= deadline ? .forced : nil) {
        endWindow(end, &window)
        return SampleProgress(sets: set &- start, hasWindow: true)
      }
    }
    return SampleProgress(sets: set &- start, hasWindow: false)
  }

  @inline(never)
  private mutating func addFundamental<Word: SampleWord>(_ run: SampleRun, _ block: UnsafePointer<Word>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: SampleRun.longest * RotatingPhasor.tableWords) {
      let table = $0.baseAddress!
      phasor.turn(run.count, table)
      for element in 0..<Elements {
        sums[element].addFundamental(run, of: block, wiring: wirings[element], table)
      }
    }
  }

  /// Looks for what ends the window, a crossing or the deadline that crossings put off; the run is cut there.
  @inline(__always)
  private mutating func findEnd<Word: SampleWord>(
    _ element: Int, _ run: inout SampleRun, _ block: UnsafePointer<Word>
  ) -> WindowEnd? {
    let wiring = wirings[element]
    if wiring.hasSubtracted { return findEndOfDifference(wiring, &run, block) }
    return findEnd(block + (run.start &+ wiring.voltage), run.stride, &run.count)
  }

  @inline(never)
  private mutating func findEnd<Word: SampleWord>(
    _ first: UnsafePointer<Word>, _ stride: Int, _ length: inout Int
  ) -> WindowEnd? {
    var seen = 0
    while seen < length {
      let stop = min(length, Int(deadline) &- Int(count))
      if seen >= stop {
        length = seen
        return .forced
      }
      let found = detector.scan(
        first + seen &* stride, stride: stride, count: stop &- seen,
        place: Int32(truncatingIfNeeded: count) &+ Int32(truncatingIfNeeded: seen))
      seen = seen &+ found.count
      if found.isCrossing, let end = endAtCrossing(after: count &+ UInt32(truncatingIfNeeded: seen)) {
        length = seen
        return end
      }
    }
    return nil
  }

  @inline(never)
  private mutating func findEndOfDifference<Word: SampleWord>(
    _ wiring: ElementWiring, _ run: inout SampleRun, _ block: UnsafePointer<Word>
  ) -> WindowEnd? {
    var differences = InlineArray<40, Int32>(repeating: 0)
    var place = run.start
    for index in 0..<run.count {
      differences[unchecked: index] =
        block[place &+ wiring.voltage].value &- block[place &+ wiring.subtracted].value
      place = place &+ run.stride
    }
    return differences.span.withUnsafeBufferPointer { findEnd($0.baseAddress!, 1, &run.count) }
  }

  @inline(__always)
  private mutating func step(_ taken: Int) {
    var next = Int(position) &+ taken
    while next >= Int(lag) { next = next &- Int(lag) }
    position = UInt8(truncatingIfNeeded: next)
    count &+= UInt32(truncatingIfNeeded: taken)
    nextIndex &+= UInt64(taken)
  }

  /// Fills the histories with sets that are counted as missing behind a gap.
  @inline(never)
  private mutating func fillHistories<Word: SampleWord>(_ run: SampleRun, _ block: UnsafePointer<Word>) {
    for element in 0..<Elements {
      sums[element].fillHistory(run, of: block, wiring: wirings[element])
    }
    step(run.count)
    count = 0
    firstIndex = nextIndex
    lacking -= UInt8(run.count)
    if hasStarted { missingSamples &+= UInt64(run.count) }
    if lacking == 0 {
      hasStarted = true
      beginWindow()
    }
  }

  /// Starts at a running index that is not the expected one; no window is open.
  private mutating func beginBehindGap(at index: UInt64) {
    if !hasStarted && nextIndex == index && lacking < lag { return }
    if hasStarted && index > nextIndex { missingSamples &+= index &- nextIndex }
    nextIndex = index
    firstIndex = index
    lacking = lag
    position = 0
    isSynchronised = false
    detector.reset()
  }

  /// What a crossing confirmed after `count` sets means for the window: its end, or nothing.
  private mutating func endAtCrossing(after count: UInt32) -> WindowEnd? {
    let place = detector.place
    if !isSynchronised { return .synchronised }
    // A crossing that comes too early is a disturbance.
    if place &- crossingPlace < Int32(shortestPeriod) { return count >= deadline ? .forced : nil }
    crossingPlace = place
    cycles &+= 1
    if cycles == configuration.windowCycles { return .cycles }
    deadline = min(forcedEnd, UInt32(place &+ Int32(longestPeriod)))
    return nil
  }

  /// Measures the window, chooses the anchor and begins the next window.
  @inline(never)
  mutating func endWindow(_ end: WindowEnd, _ window: inout WindowMeasurement<Elements>) {
    let healthy = measure(end, &window)
    missingSamples = 0
    chooseAnchor(end, healthy)
    detector.rebase(by: count)
    firstIndex = nextIndex
    count = 0
    cycles = 0
    if isSynchronised {
      crossingPlace = detector.place
      startCrossing = detector.crossing
    }
    beginWindow()
  }

  mutating func beginWindow() {
    for element in 0..<Elements { sums[element].begin(lag: Int(lag)) }
    if configuration.measuresFundamental { phasor.begin(angularStep: angularStep) }
    if isSynchronised {
      deadline = UInt32(max(crossingPlace &+ Int32(longestPeriod), 1))
    } else {
      deadline = anchor == nil ? forcedEnd : min(forcedEnd, 2 * longestPeriod)
    }
  }

  /// Fills in the window; returns a bit for each element whose voltage is healthy.
  private mutating func measure(_ end: WindowEnd, _ window: inout WindowMeasurement<Elements>) -> UInt32 {
    let phasorStep = angularStep
    var length: ScaledInteger?
    window.frequencyMicrohertz = 0
    window.cyclesNanoseconds = 0
    let sets = ScaledInteger(UInt64(configuration.sampleRateSets))
    let setNanoseconds =
      ScaledInteger(UInt64(configuration.sampleRateSeconds)) * ScaledInteger(UInt64(1_000_000_000))
      * sets.reciprocal
    if end == .cycles {
      let samples = ScaledInteger(detector.crossing - startCrossing, exponent: -24)
      let cycles = ScaledInteger(UInt64(configuration.windowCycles))
      length = samples
      angularStep = ScaledInteger.fullTurn * cycles * samples.reciprocal
      let nanoseconds = samples * setNanoseconds
      window.cyclesNanoseconds = UInt64(clamping: nanoseconds.rounded)
      let frequency = cycles * ScaledInteger(UInt64(1_000_000_000_000_000)) * nanoseconds.reciprocal
      window.frequencyMicrohertz = UInt32(clamping: frequency.rounded)
    }
    window.firstIndex = firstIndex
    window.sampleCount = count
    window.durationNanoseconds = UInt64(clamping: (ScaledInteger(UInt64(count)) * setNanoseconds).rounded)
    window.anchor = end == .cycles ? anchor : nil
    window.end = end
    window.missingSamples = missingSamples
    let scale = WindowScale(
      configuration: configuration, count: count, length: length, angularStep: angularStep, lag: Int(lag),
      lastPosition: Int(position == 0 ? lag : position) - 1)
    let fit =
      configuration.measuresFundamental && end == .cycles
      ? FundamentalFit(scale, angularStep: angularStep, phasorStep: phasorStep)
      : nil
    var healthy: UInt32 = 0
    for element in 0..<Elements {
      var result = ElementMeasurement()
      let values = sums[element].measurement(scale, calibrations[element], &result)
      result.isVoltageHealthy = result.voltageMillivolts >= configuration.healthyVoltageMillivolts
      if result.isVoltageHealthy { healthy |= 1 << UInt32(element) }
      if let fit {
        result.fundamental = fit.measure(
          &sums[element], values, isCurrentReversed: calibrations[element].isCurrentReversed)
        result.hasFundamental = true
      } else {
        result.fundamental.active = result.active
        result.fundamental.reactive = result.reactive
      }
      window.elements[element] = result
      updateOffsets(element, end, values, scale)
    }
    if fit != nil, let anchor { turnAngles(to: Int(anchor), &window) }
    return healthy
  }

  /// Counts voltage angles from the anchor's.
  private func turnAngles(to anchor: Int, _ window: inout WindowMeasurement<Elements>) {
    let reference = window.elements[anchor].fundamental.voltageAngleMillidegrees
    for element in 0..<Elements {
      var angle = window.elements[element].fundamental.voltageAngleMillidegrees &- reference
      if angle > 180_000 { angle &-= 360_000 }
      if angle <= -180_000 { angle &+= 360_000 }
      window.elements[element].fundamental.voltageAngleMillidegrees = angle
    }
  }

  /// Whole cycles show the offsets; so does, roughly, a window in which no crossing of the old offset was found.
  private mutating func updateOffsets(
    _ element: Int, _ end: WindowEnd, _ values: ElementWindow, _ scale: WindowScale
  ) {
    guard end == .cycles || (end == .forced && !isSynchronised) else { return }
    calibrations[element].currentOffset = Int32(truncatingIfNeeded: values.currentOffset)
    // The detector's middle moves slowly, so that crossings keep their distance: the mean over whole cycles, a
    // quarter of the way unless it is far off.
    let mean = values.voltageMean - values.lastVoltage * scale.surplus * scale.inverseLength
    let distance = mean - ScaledInteger(Int64(calibrations[element].voltageOffset))
    let isFar = end == .forced || abs(distance.rounded) > Int64(detector.hysteresis >> 6)
    let step = Int32(truncatingIfNeeded: (isFar ? distance : distance.shifted(-2)).rounded)
    calibrations[element].voltageOffset = calibrations[element].voltageOffset &+ step
  }

  /// Keeps the anchor while it is healthy; otherwise the next healthy voltage, or none.
  private mutating func chooseAnchor(_ end: WindowEnd, _ healthy: UInt32) {
    switch end {
    case .synchronised:
      isSynchronised = true
    case .gap, .stopped:
      isSynchronised = false
    case .cycles:
      guard let anchor, healthy >> UInt32(anchor) & 1 == 0 else { break }
      if let next = healthyElement(after: Int(anchor), healthy), next != Int(anchor) { moveAnchor(to: next) }
    case .forced:
      moveAnchor(to: healthyElement(after: anchor.map { Int($0) } ?? -1, healthy))
    }
    if let anchor { detector.offset = calibrations[Int(anchor)].voltageOffset }
  }

  private func healthyElement(after element: Int, _ healthy: UInt32) -> Int? {
    for step in 1...Elements {
      let candidate = (element + step) % Elements
      if healthy >> UInt32(candidate) & 1 != 0 { return candidate }
    }
    return nil
  }

  private mutating func moveAnchor(to element: Int?) {
    anchor = element.map { UInt8($0) }
    isSynchronised = false
    detector.reset()
    setHysteresis()
  }

  /// Half the peak of the lowest healthy voltage.
  mutating func setHysteresis() {
    guard let anchor else { return }
    detector.offset = calibrations[Int(anchor)].voltageOffset
    let microvolts = ScaledInteger(UInt64(configuration.healthyVoltageMillivolts) * 707)
    let samples = (microvolts * ScaledInteger(calibrations[Int(anchor)].voltageGain).reciprocal).rounded
    detector.hysteresis = Int32(max(min(samples, 1 << 24), 1))
  }
}
