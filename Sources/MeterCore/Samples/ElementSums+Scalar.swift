#if !_pointerBitWidth(_64)
  // On a 32-bit core every run is gone through several times, two sets a turn, so that the sums of each pass stay in
  // registers: squares, then products and plain sums, then each channel's correlation.
  extension ElementSums {
    /// Most sets that a run with a subtracted voltage may have.
    static var longestSubtractedRun: Int { SampleRun.longest }

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
      var squares = SquareSums(v: voltageSquared, i: currentSquared, limit: run.limit)
      var sample = first
      let end = first + (run.count & ~1) &* stride
      while sample != end {
        squares.add(sample)
        squares.add(sample + stride)
        sample += 2 &* stride
      }
      if run.count & 1 != 0 { squares.add(sample) }
      (voltageSquared, currentSquared) = (squares.v, squares.i)
      return squares.excess < 0
    }

    @inline(__always)
    private mutating func addProducts<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ run: SampleRun, _ stride: Int
    ) {
      var products = ProductSums(direct: product, lagged: laggedProduct)
      var ring = history.mutableSpan
      ring.withUnsafeMutableBufferPointer { places in
        var sample = first
        var rest = run.count
        var position = run.position
        while rest > 0 {
          let stretch = min(rest, run.lag &- position)
          var place = places.baseAddress! + position
          let end = place + (stretch & ~3)
          while place != end {
            products.add(sample, place)
            products.add(sample + stride, place + 1)
            products.add(sample + 2 &* stride, place + 2)
            products.add(sample + 3 &* stride, place + 3)
            sample += 4 &* stride
            place += 4
          }
          if stretch & 2 != 0 {
            products.add(sample, place)
            products.add(sample + stride, place + 1)
            sample += 2 &* stride
            place += 2
          }
          if stretch & 1 != 0 {
            products.add(sample, place)
            sample += stride
          }
          rest = rest &- stretch
          position = 0
        }
      }
      (product, laggedProduct) = (products.direct, products.lagged)
      voltage = voltage &+ Int64(products.sumV)
      current = current &+ Int64(products.sumI)
    }

    /// Adds x·c and x·s of both channels.
    @inline(__always)
    mutating func correlate<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ count: Int, stride: Int, _ phasors: UnsafePointer<Int32>
    ) {
      var correlation = Correlation(self)
      var sample = first
      var phasor = phasors
      let end = phasors + 2 &* count
      while phasor != end {
        correlation.add(sample, phasor)
        sample += stride
        phasor += 2
      }
      correlation.store(&self)
    }
  }

  /// Σv², Σi² of one run.
  private struct SquareSums {
    var v: Int64
    var i: Int64
    let limit: Int32
    /// Negative once a sample was beyond the limit.
    var excess: Int32 = 0

    @inline(__always)
    init(v: Int64, i: Int64, limit: Int32) {
      self.v = v
      self.i = i
      self.limit = limit
    }

    @inline(__always)
    mutating func add<Word: SampleWord>(_ sample: UnsafePointer<Word>) {
      let v = sample.pointee.value
      let i = sample[1].value
      excess |= limit &- (v ^ (v >> 31))
      excess |= limit &- (i ^ (i >> 31))
      self.v = self.v &+ Word.product(v, v)
      self.i = self.i &+ Word.product(i, i)
    }
  }

  /// Σvi, Σv[n-q]i, Σv, Σi of one run.
  private struct ProductSums {
    var direct: Int64
    var lagged: Int64
    // A run is short enough for Int32: 40 · 2^24 < 2^31.
    var sumV: Int32 = 0
    var sumI: Int32 = 0

    @inline(__always)
    init(direct: Int64, lagged: Int64) {
      self.direct = direct
      self.lagged = lagged
    }

    /// Takes the voltage of a quarter period ago from `place` and leaves this one.
    @inline(__always)
    mutating func add<Word: SampleWord>(_ sample: UnsafePointer<Word>, _ place: UnsafeMutablePointer<Int32>) {
      let v = sample.pointee.value
      let i = sample[1].value
      let old = place.pointee
      place.pointee = v
      sumV = sumV &+ v
      sumI = sumI &+ i
      direct = direct &+ Word.product(v, i)
      lagged = lagged &+ Word.product(old, i)
    }
  }

  /// Σvc, Σvs, Σic, Σis.
  private struct Correlation {
    var cosineV: Int64
    var sineV: Int64
    var cosineI: Int64
    var sineI: Int64

    @inline(__always)
    init(_ sums: borrowing ElementSums) {
      cosineV = sums.voltageCosine
      sineV = sums.voltageSine
      cosineI = sums.currentCosine
      sineI = sums.currentSine
    }

    @inline(__always)
    func store(_ sums: inout ElementSums) {
      sums.voltageCosine = cosineV
      sums.voltageSine = sineV
      sums.currentCosine = cosineI
      sums.currentSine = sineI
    }

    @inline(__always)
    mutating func add<Word: SampleWord>(_ sample: UnsafePointer<Word>, _ phasor: UnsafePointer<Int32>) {
      let (v, i) = (sample.pointee.value, sample[1].value)
      let (c, s) = (phasor.pointee, phasor[1])
      cosineV = cosineV &+ Int32.product(v, c)
      sineV = sineV &+ Int32.product(v, s)
      cosineI = cosineI &+ Int32.product(i, c)
      sineI = sineI &+ Int32.product(i, s)
    }
  }
#endif
