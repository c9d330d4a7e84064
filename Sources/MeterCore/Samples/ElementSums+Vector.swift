#if _pointerBitWidth(_64)
  // On a 64-bit core two sets are added at a time, in vectors of two doubles that hold integers exactly: every vector unit
  // multiplies doubles at once, none all signed 32-bit numbers with their sums in 64 bits.
  //
  // With |v|, |i| ≤ 2^23 a product is at most 2^46 and the 20 of a lane stay below 2^51; with a subtracted voltage a square
  // is below 2^48, and runs have at most 15 sets.
  extension ElementSums {
    /// Most sets that a run with a subtracted voltage may have.
    static var longestSubtractedRun: Int { 15 }

    /// Adds a run of V and I side by side; true when a sample may be beyond the limit.
    @inline(__always)
    mutating func add<Word: SampleWord>(_ first: UnsafePointer<Word>, _ run: SampleRun, stride: Int) -> Bool {
      var sums = PairSums()
      var sample = first
      var left = run.count
      var position = run.position
      var ring = history.mutableSpan
      ring.withUnsafeMutableBufferPointer { places in
        while left > 0 {
          let stretch = min(left, run.lag &- position)
          var place = places.baseAddress! + position
          let end = place + (stretch & ~1)
          while place != end {
            let (v0, i0) = (sample[0].value, sample[1].value)
            let (v1, i1) = (sample[stride].value, sample[stride &+ 1].value)
            sums.add(
              SIMD2(Double(v0), Double(v1)), SIMD2(Double(i0), Double(i1)),
              SIMD2(Double(place[0]), Double(place[1])))
            place[0] = v0
            place[1] = v1
            sample += 2 &* stride
            place += 2
          }
          if stretch & 1 != 0 {
            let a = Word.pair(sample)
            sums.add(SIMD2(a[0], 0).doubles, SIMD2(a[1], 0).doubles, SIMD2(place[0], 0).doubles)
            place[0] = a[0]
            sample += stride
          }
          left = left &- stretch
          position = 0
        }
      }
      lastCurrent = (sample - stride)[1].value
      voltage &+= sums.v.integerSum
      current &+= sums.i.integerSum
      voltageSquared &+= sums.squaresV.integerSum
      currentSquared &+= sums.squaresI.integerSum
      product &+= sums.direct.integerSum
      laggedProduct &+= sums.lagged.integerSum
      return sums.reaches(Double(run.limit) + 1)
    }

    /// Adds x·c and x·s of both channels; `phasors` as `RotatingPhasor.turn` writes them.
    @inline(__always)
    mutating func correlate<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ count: Int, stride: Int, _ phasors: UnsafePointer<Int32>
    ) {
      var (cosines, sines) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
      var sample = first
      var phasor = UnsafeRawPointer(phasors)
      let end = phasor + 16 &* count
      while phasor != end {
        let x = Word.pair(sample).doubles
        cosines += phasor.loadUnaligned(as: SIMD2<Int32>.self).doubles * x
        sines += phasor.loadUnaligned(fromByteOffset: 8, as: SIMD2<Int32>.self).doubles * x
        sample += stride
        phasor += 16
      }
      let (c, s) = (cosines.integers, sines.integers)
      voltageCosine &+= c[0]
      voltageSine &+= s[0]
      currentCosine &+= c[1]
      currentSine &+= s[1]
    }
  }

  /// Sums of the even and the odd sets of one run.
  private struct PairSums {
    /// Σv, Σi, Σv², Σi², Σvi, Σv[n-q]i.
    var v = SIMD2<Double>.zero
    var i = SIMD2<Double>.zero
    var squaresV = SIMD2<Double>.zero
    var squaresI = SIMD2<Double>.zero
    var direct = SIMD2<Double>.zero
    var lagged = SIMD2<Double>.zero
    /// Largest squares.
    private var largest = SIMD2<Double>.zero

    /// Adds V, I and the voltages of a quarter period ago of two sets.
    @inline(__always)
    mutating func add(_ v: SIMD2<Double>, _ i: SIMD2<Double>, _ old: SIMD2<Double>) {
      self.v += v
      self.i += i
      let (squareV, squareI) = (v * v, i * i)
      squaresV += squareV
      squaresI += squareI
      largest.raise(to: squareV)
      largest.raise(to: squareI)
      direct += v * i
      lagged += old * i
    }

    /// Whether a sample's magnitude reaches `bound`.
    @inline(__always)
    func reaches(_ bound: Double) -> Bool { max(largest[0], largest[1]) >= bound * bound }
  }

  extension SIMD2<Int32> {
    @inline(__always) fileprivate var doubles: SIMD2<Double> {
      SIMD2<Double>(Double(self[0]), Double(self[1]))
    }
  }

  extension SIMD2<Double> {
    @inline(__always)
    fileprivate mutating func raise(to other: Self) { replace(with: other, where: other .> self) }

    /// Of integers below 2^51 of either sign: a double at 2^52 has the integer in its lowest bits.
    @inline(__always)
    fileprivate var integers: SIMD2<Int64> {
      unsafeBitCast(self + 0x1.8p52, to: SIMD2<Int64>.self) &- Int64(0x4338_0000_0000_0000)
    }

    @inline(__always)
    fileprivate var integerSum: Int64 {
      let integers = integers
      return integers[0] &+ integers[1]
    }
  }
#endif
