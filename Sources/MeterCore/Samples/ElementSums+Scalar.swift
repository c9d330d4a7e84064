#if !_pointerBitWidth(_64)
  // On a 32-bit core every run is gone through several times, so that the sums of each pass stay in registers: squares
  // and plain sums, then products, then each channel's correlation.
  extension ElementSums {
    /// Adds a run of V and I side by side; true when a sample was beyond the limit.
    @inline(__always)
    mutating func add<Word: SampleWord>(_ first: UnsafePointer<Word>, _ run: SampleRun, stride: Int) -> Bool {
      let isOverRange = addSquares(first, run, stride)
      addProducts(first, run, stride)
      lastCurrent = first[(run.count &- 1) &* stride &+ 1].value
      return isOverRange
    }

    @inline(__always)
    private mutating func addSquares<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ run: SampleRun, _ stride: Int
    ) -> Bool {
      var (squaresV, squaresI) = (voltageSquared, currentSquared)
      // A run is short enough for Int32: 40 · 2^24 < 2^31.
      var (sumV, sumI): (Int32, Int32) = (0, 0)
      // Negative once a sample was beyond the limit.
      var excess: Int32 = 0
      let limit = run.limit
      var sample = first
      var left = run.count
      while left > 0 {
        let v = sample.pointee.value
        let i = sample[1].value
        sumV = sumV &+ v
        sumI = sumI &+ i
        excess |= limit &- (v ^ (v >> 31))
        excess |= limit &- (i ^ (i >> 31))
        squaresV = squaresV &+ Word.product(v, v)
        squaresI = squaresI &+ Word.product(i, i)
        sample += stride
        left = left &- 1
      }
      (voltageSquared, currentSquared) = (squaresV, squaresI)
      voltage = voltage &+ Int64(sumV)
      current = current &+ Int64(sumI)
      return excess < 0
    }

    @inline(__always)
    private mutating func addProducts<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ run: SampleRun, _ stride: Int
    ) {
      var (direct, lagged) = (product, laggedProduct)
      var ring = history.mutableSpan
      ring.withUnsafeMutableBufferPointer { places in
        var sample = first
        var rest = run.count
        var position = run.position
        while rest > 0 {
          var left = min(rest, run.lag &- position)
          rest = rest &- left
          var place = places.baseAddress! + position
          position = 0
          while left > 0 {
            let v = sample.pointee.value
            let i = sample[1].value
            let old = place.pointee
            place.pointee = v
            direct = direct &+ Word.product(v, i)
            lagged = lagged &+ Word.product(old, i)
            sample += stride
            place += 1
            left = left &- 1
          }
        }
      }
      (product, laggedProduct) = (direct, lagged)
    }

    /// Adds x·c and x·s of both channels.
    @inline(__always)
    mutating func correlate<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ count: Int, stride: Int, _ phasors: UnsafePointer<Int32>
    ) {
      Self.correlate(first, count, stride, phasors, &voltageCosine, &voltageSine)
      Self.correlate(first + 1, count, stride, phasors, &currentCosine, &currentSine)
    }

    @inline(__always)
    private static func correlate<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ count: Int, _ stride: Int, _ table: UnsafePointer<Int32>,
      _ cosine: inout Int64, _ sine: inout Int64
    ) {
      var (sumC, sumS) = (cosine, sine)
      var sample = first
      var phasor = table
      var left = count
      while left > 0 {
        let x = sample.pointee.value
        sumC = sumC &+ Int32.product(x, phasor.pointee)
        sumS = sumS &+ Int32.product(x, phasor[1])
        sample += stride
        phasor += 2
        left = left &- 1
      }
      (cosine, sine) = (sumC, sumS)
    }
  }
#endif
