// The per-sample work. On a 32-bit core every run is gone through twice (squares and sums, then products), so that the
// sums of each pass stay in registers; a 64-bit one holds all of them at once. The usual wirings, V and I side by side
// in sets of one or three elements, have loops of their own with constant strides.
extension ElementSums {
  /// Adds a run of sample sets.
  mutating func add<Word: SampleWord>(_ run: SampleRun, of block: Span<Word>, wiring: ElementWiring) {
    let toCurrent = wiring.current &- wiring.voltage
    var isOverRange: Bool
    if wiring.hasSubtracted {
      isOverRange = add(run, block, wiring, toCurrent, run.stride, subtracting: true) { Int32.product($0, $1) }
    } else if toCurrent == 1 && run.stride == 6 {
      isOverRange = add(run, block, wiring, 1, 6, subtracting: false) { Word.product($0, $1) }
    } else if toCurrent == 1 && run.stride == 2 {
      isOverRange = add(run, block, wiring, 1, 2, subtracting: false) { Word.product($0, $1) }
    } else {
      isOverRange = add(run, block, wiring, toCurrent, run.stride, subtracting: false) { Word.product($0, $1) }
    }
    lastCurrent = block[unchecked: run.start &+ (run.count &- 1) &* run.stride &+ wiring.current].value
    if isOverRange { countOverRange(run, block, wiring) }
  }

  /// Adds a run's correlation with the phasor; `table` holds its cosines and sines by turns.
  mutating func addFundamental<Word: SampleWord>(
    _ run: SampleRun, of block: Span<Word>, wiring: ElementWiring, _ table: Span<Int32>
  ) {
    if wiring.hasSubtracted {
      let toSecond = wiring.subtracted &- wiring.voltage
      Self.correlate(run, block, wiring.voltage, toSecond, run.stride, table, &voltageCosine, &voltageSine)
    } else if run.stride == 6 {
      Self.correlate(run, block, wiring.voltage, 0, 6, table, &voltageCosine, &voltageSine)
    } else {
      Self.correlate(run, block, wiring.voltage, 0, run.stride, table, &voltageCosine, &voltageSine)
    }
    if run.stride == 6 {
      Self.correlate(run, block, wiring.current, 0, 6, table, &currentCosine, &currentSine)
    } else {
      Self.correlate(run, block, wiring.current, 0, run.stride, table, &currentCosine, &currentSine)
    }
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

  /// True when a sample of the run was beyond the limit.
  @inline(__always)
  private mutating func add<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ wiring: ElementWiring, _ toCurrent: Int, _ stride: Int,
    subtracting: Bool, product: (Int32, Int32) -> Int64
  ) -> Bool {
    let toSecond = subtracting ? wiring.subtracted &- wiring.voltage : 0
    // Pointers: a base and an index of each would not leave registers for the sums.
    return block.withUnsafeBufferPointer { samples in
      let first = samples.baseAddress! + (run.start &+ wiring.voltage)
      if Int.bitWidth == 64 && !subtracting { return addAtOnce(run, first, toCurrent, stride) }
      let isOverRange = addSquares(run, first, toCurrent, toSecond, stride, product)
      addProducts(run, first, toCurrent, toSecond, stride, product)
      return isOverRange
    }
  }

  @inline(__always)
  private mutating func addAtOnce<Word: SampleWord>(
    _ run: SampleRun, _ first: UnsafePointer<Word>, _ toCurrent: Int, _ stride: Int
  ) -> Bool {
    var (sumV, sumI) = (voltage, current)
    var (squaresV, squaresI) = (voltageSquared, currentSquared)
    var (direct, lagged) = (product, laggedProduct)
    // Negative once a square was above the limit's.
    let room = Int64.max &- Int64(run.limit) &* Int64(run.limit)
    var excess: Int64 = 0
    var sample = first
    var index = run.position
    let end = run.position &+ run.count
    while index < end {
      let v = Int64(sample.pointee.value)
      let i = Int64(sample[toCurrent].value)
      let old = Int64(history[unchecked: index])
      history[unchecked: index] = Int32(truncatingIfNeeded: v)
      sumV &+= v
      sumI &+= i
      lagged &+= old &* i
      direct &+= v &* i
      let squareV = v &* v
      let squareI = i &* i
      squaresV &+= squareV
      squaresI &+= squareI
      excess |= (squareV &+ room) | (squareI &+ room)
      sample += stride
      index &+= 1
    }
    (voltage, current) = (sumV, sumI)
    (voltageSquared, currentSquared) = (squaresV, squaresI)
    (product, laggedProduct) = (direct, lagged)
    return excess < 0
  }

  @inline(__always)
  private mutating func addSquares<Word: SampleWord>(
    _ run: SampleRun, _ first: UnsafePointer<Word>, _ toCurrent: Int, _ toSecond: Int, _ stride: Int,
    _ product: (Int32, Int32) -> Int64
  ) -> Bool {
    var squaresV = voltageSquared
    var squaresI = currentSquared
    // A run is short enough for Int32: 40 · 2^24 < 2^31.
    var sumV: Int32 = 0
    var sumI: Int32 = 0
    // Negative once a sample was beyond the limit.
    var excess: Int32 = 0
    let limit = run.limit
    @inline(__always) func take(_ sample: UnsafePointer<Word>) {
      var v = sample.pointee.value
      let i = sample[toCurrent].value
      excess |= limit &- (v ^ (v >> 31))
      excess |= limit &- (i ^ (i >> 31))
      if toSecond != 0 {
        let second = sample[toSecond].value
        excess |= limit &- (second ^ (second >> 31))
        v = v &- second
      }
      sumV = sumV &+ v
      sumI = sumI &+ i
      squaresV = squaresV &+ product(v, v)
      squaresI = squaresI &+ product(i, i)
    }
    var sample = first
    var pairs = run.count &>> 1
    while pairs > 0 {
      take(sample)
      take(sample + stride)
      sample += 2 &* stride
      pairs = pairs &- 1
    }
    if run.count & 1 != 0 { take(sample) }
    voltageSquared = squaresV
    currentSquared = squaresI
    voltage = voltage &+ Int64(sumV)
    current = current &+ Int64(sumI)
    return excess < 0
  }

  @inline(__always)
  private mutating func addProducts<Word: SampleWord>(
    _ run: SampleRun, _ first: UnsafePointer<Word>, _ toCurrent: Int, _ toSecond: Int, _ stride: Int,
    _ multiply: (Int32, Int32) -> Int64
  ) {
    var direct = product
    var lagged = laggedProduct
    var ring = history.mutableSpan
    ring.withUnsafeMutableBufferPointer { places in
      @inline(__always) func take(_ sample: UnsafePointer<Word>, _ place: UnsafeMutablePointer<Int32>) {
        var v = sample.pointee.value
        let i = sample[toCurrent].value
        if toSecond != 0 { v = v &- sample[toSecond].value }
        let old = place.pointee
        place.pointee = v
        direct = direct &+ multiply(v, i)
        lagged = lagged &+ multiply(old, i)
      }
      var sample = first
      var place = places.baseAddress! + run.position
      var pairs = run.count &>> 1
      while pairs > 0 {
        take(sample, place)
        take(sample + stride, place + 1)
        sample += 2 &* stride
        place += 2
        pairs = pairs &- 1
      }
      if run.count & 1 != 0 { take(sample, place) }
    }
    product = direct
    laggedProduct = lagged
  }

  /// Adds x·c and x·s of a channel.
  @inline(__always)
  private static func correlate<Word: SampleWord>(
    _ run: SampleRun, _ block: Span<Word>, _ channel: Int, _ toSecond: Int, _ stride: Int, _ table: Span<Int32>,
    _ cosine: inout Int64, _ sine: inout Int64
  ) {
    var (sumC, sumS) = (cosine, sine)
    block.withUnsafeBufferPointer { samples in
      table.withUnsafeBufferPointer { phasors in
        @inline(__always) func take(_ sample: UnsafePointer<Word>, _ phasor: UnsafePointer<Int32>) {
          var x = sample.pointee.value
          if toSecond != 0 { x = x &- sample[toSecond].value }
          sumC = sumC &+ Int32.product(x, phasor[0])
          sumS = sumS &+ Int32.product(x, phasor[1])
        }
        var sample = samples.baseAddress! + (run.start &+ channel)
        var phasor = phasors.baseAddress!
        var pairs = run.count &>> 1
        while pairs > 0 {
          take(sample, phasor)
          take(sample + stride, phasor + 2)
          sample += 2 &* stride
          phasor += 4
          pairs = pairs &- 1
        }
        if run.count & 1 != 0 { take(sample, phasor) }
      }
    }
    (cosine, sine) = (sumC, sumS)
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
      let isOver = v ^ (v >> 31) > run.limit || other ^ (other >> 31) > run.limit
      if isOver && voltageOverRange < .max { voltageOverRange &+= 1 }
      if i ^ (i >> 31) > run.limit && currentOverRange < .max { currentOverRange &+= 1 }
      place = place &+ run.stride
    }
  }
}
