// The per-sample work. Every run is gone through twice (squares and sums, then products) and with the fundamental
// twice more, so that the sums of each pass stay in the registers of a Cortex-M4.
extension ElementSums {
  /// Adds a run of sample sets.
  @inline(__always)
  mutating func add<Word: SampleWord>(_ run: SampleRun, of block: Span<Word>, wiring: ElementWiring) {
    if wiring.hasSubtracted {
      let isOverRange = addSquares(run, block, wiring, subtracting: true) { a, b in Int32.product(a, b) }
      if isOverRange { countOverRange(run, block, wiring) }
      addProducts(run, block, wiring, subtracting: true) { a, b in Int32.product(a, b) }
    } else {
      let isOverRange = addSquares(run, block, wiring, subtracting: false) { a, b in Word.product(a, b) }
      if isOverRange { countOverRange(run, block, wiring) }
      addProducts(run, block, wiring, subtracting: false) { a, b in Word.product(a, b) }
    }
  }

  /// Adds a run's correlation with the phasor.
  @inline(__always)
  mutating func addFundamental<Word: SampleWord>(
    _ run: SampleRun, of block: Span<Word>, wiring: ElementWiring, _ table: borrowing PhasorTable
  ) {
    if wiring.hasSubtracted {
      Self.correlate(run, block, wiring.voltage, wiring.subtracted, table, &voltageCosine, &voltageSine)
    } else {
      Self.correlate(run, block, wiring.voltage, nil, table, &voltageCosine, &voltageSine)
    }
    Self.correlate(run, block, wiring.current, nil, table, &currentCosine, &currentSine)
  }

  /// Fills the history without adding anything.
  mutating func fillHistory<Word: SampleWord>(_ run: SampleRun, of block: Span<Word>, wiring: ElementWiring) {
    var place = run.start
    for index in 0..<run.count {
      var value = block[unchecked: place &+ wiring.voltage].value
      if wiring.hasSubtracted { value = value &- block[unchecked: place &+ wiring.subtracted].value }
      history[unchecked: run.position &+ index] = value
      place = place &+ run.stride
    }
  }

  @inline(__always)
  private mutating func addSquares<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ wiring: ElementWiring, subtracting: Bool,
    product: (Int32, Int32) -> Int64
  ) -> Bool {
    var squaresV = voltageSquared
    var squaresI = currentSquared
    // A run is short enough for Int32: 40 · 2^24 < 2^31.
    var sumV: Int32 = 0
    var sumI: Int32 = 0
    // Negative once a sample was beyond the limit.
    var excess: Int32 = 0
    let limit = run.limit
    var place = run.start &+ wiring.voltage
    let toCurrent = wiring.current &- wiring.voltage
    let toSubtracted = wiring.subtracted &- wiring.voltage
    var left = run.count
    while left > 0 {
      var v = block[unchecked: place].value
      let i = block[unchecked: place &+ toCurrent].value
      excess |= (limit &- (v ^ (v >> 31))) | (limit &- (i ^ (i >> 31)))
      if subtracting {
        let other = block[unchecked: place &+ toSubtracted].value
        excess |= limit &- (other ^ (other >> 31))
        v = v &- other
      }
      sumV = sumV &+ v
      sumI = sumI &+ i
      squaresV = squaresV &+ product(v, v)
      squaresI = squaresI &+ product(i, i)
      place = place &+ run.stride
      left = left &- 1
    }
    voltageSquared = squaresV
    currentSquared = squaresI
    voltage = voltage &+ Int64(sumV)
    current = current &+ Int64(sumI)
    return excess < 0
  }

  @inline(__always)
  private mutating func addProducts<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ wiring: ElementWiring, subtracting: Bool,
    product multiply: (Int32, Int32) -> Int64
  ) {
    var direct = product
    var lagged = laggedProduct
    var place = run.start &+ wiring.voltage
    let toCurrent = wiring.current &- wiring.voltage
    let toSubtracted = wiring.subtracted &- wiring.voltage
    var index = run.position
    let end = run.position &+ run.count
    while index < end {
      var v = block[unchecked: place].value
      let i = block[unchecked: place &+ toCurrent].value
      if subtracting { v = v &- block[unchecked: place &+ toSubtracted].value }
      let old = history[unchecked: index]
      history[unchecked: index] = v
      direct = direct &+ multiply(v, i)
      lagged = lagged &+ multiply(old, i)
      place = place &+ run.stride
      index = index &+ 1
    }
    product = direct
    laggedProduct = lagged
  }

  @inline(__always)
  private static func correlate<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ channel: Int, _ subtracted: Int?, _ table: borrowing PhasorTable,
    _ cosine: inout Int64, _ sine: inout Int64
  ) {
    var sumC = cosine
    var sumS = sine
    var place = run.start &+ channel
    var index = 0
    while index < run.count {
      var x = block[unchecked: place].value
      if let subtracted { x = x &- block[unchecked: place &- channel &+ subtracted].value }
      let (c, s) = table[index]
      sumC = sumC &+ Int32.product(x, c)
      sumS = sumS &+ Int32.product(x, s)
      place = place &+ run.stride
      index = index &+ 1
    }
    cosine = sumC
    sine = sumS
  }

  /// Counts the samples beyond the limit one by one; runs only where there are any.
  @inline(never)
  private mutating func countOverRange<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ wiring: ElementWiring
  ) {
    var place = run.start
    for _ in 0..<run.count {
      let v = block[unchecked: place &+ wiring.voltage].value
      let other = wiring.hasSubtracted ? block[unchecked: place &+ wiring.subtracted].value : 0
      let i = block[unchecked: place &+ wiring.current].value
      if v ^ (v >> 31) > run.limit || other ^ (other >> 31) > run.limit {
        voltageOverRange &+= voltageOverRange < .max ? 1 : 0
      }
      if i ^ (i >> 31) > run.limit { currentOverRange &+= currentOverRange < .max ? 1 : 0 }
      place = place &+ run.stride
    }
  }
}
