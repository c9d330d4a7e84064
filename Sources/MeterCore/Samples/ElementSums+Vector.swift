#if _pointerBitWidth(_64)
  // On a 64-bit core two sets are added at a time, in vectors of two 64-bit lanes.
  //
  // Vector units multiply 32 bits without sign everywhere, with sign not everywhere. So samples are biased by 2^31, which
  // inverts their highest bit, and the products' surplus is taken off once a run, modulo 2^64:
  //
  //     Σ(a + 2^31)(b + 2^31) = Σab + 2^31·(Σa + Σb) + n·2^62
  //
  // A set without a partner is added beside one of zeros.
  extension ElementSums {
    /// Adds a run of V and I side by side; true when a sample was beyond the limit.
    @inline(__always)
    mutating func add<Word: SampleWord>(_ first: UnsafePointer<Word>, _ run: SampleRun, stride: Int) -> Bool {
      var sums = PairSums(limit: run.limit)
      // Sets with those of zeros.
      var count = 0
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
            let words = SIMD4(lowHalf: Word.pair(sample), highHalf: Word.pair(sample + stride))
            sums.add(words, place[0], place[1])
            UnsafeMutableRawPointer(place).storeBytes(of: words.evenHalf, as: SIMD2<Int32>.self)
            sample += 2 &* stride
            place += 2
          }
          if stretch & 1 != 0 {
            sums.add(SIMD4(lowHalf: Word.pair(sample), highHalf: .zero), place[0], 0)
            place[0] = sample.pointee.value
            sample += stride
          }
          count = count &+ (stretch &+ 1) & ~1
          left = left &- stretch
          position = 0
        }
      }
      lastCurrent = (sample - stride)[1].value
      let (v, i, old) = (sums.voltage, sums.current, sums.oldVoltage(count))
      voltage &+= v
      current &+= i
      voltageSquared &+= sums.squaresV.unbiased(count, v &+ v)
      currentSquared &+= sums.squaresI.unbiased(count, i &+ i)
      product &+= sums.direct.unbiased(count, v &+ i)
      laggedProduct &+= sums.lagged.unbiased(count, old &+ i)
      return sums.excess.min() < 0
    }

    /// Adds x·c and x·s of both channels.
    @inline(__always)
    mutating func correlate<Word: SampleWord>(
      _ first: UnsafePointer<Word>, _ count: Int, stride: Int, _ phasors: UnsafePointer<Int32>
    ) {
      var sums = PairCorrelation()
      var sample = first
      var phasor = phasors
      let end = phasor + 4 &* (count &>> 1)
      while phasor != end {
        sums.add(
          SIMD4(lowHalf: Word.pair(sample), highHalf: Word.pair(sample + stride)),
          UnsafeRawPointer(phasor).loadUnaligned(as: SIMD4<Int32>.self))
        sample += 2 &* stride
        phasor += 4
      }
      if count & 1 != 0 {
        sums.add(
          SIMD4(lowHalf: Word.pair(sample), highHalf: .zero),
          SIMD4(lowHalf: Int32.pair(phasor), highHalf: .zero))
      }
      let length = (count &+ 1) & ~1
      voltageCosine &+= sums.cosineV.unbiased(length, sums.samples.evens &+ sums.turns.evens)
      voltageSine &+= sums.sineV.unbiased(length, sums.samples.evens &+ sums.turns.odds)
      currentCosine &+= sums.cosineI.unbiased(length, sums.samples.odds &+ sums.turns.evens)
      currentSine &+= sums.sineI.unbiased(length, sums.samples.odds &+ sums.turns.odds)
    }
  }

  /// Biased sums of one run.
  private struct PairSums {
    var squaresV = SIMD2<UInt64>.zero
    var squaresI = SIMD2<UInt64>.zero
    var direct = SIMD2<UInt64>.zero
    var lagged = SIMD2<UInt64>.zero
    /// Negative once a sample was beyond the limit.
    var excess = SIMD4<Int32>.zero
    private var old = SIMD2<UInt64>.zero
    private var plain = SIMD4<Int32>.zero
    private let room: SIMD4<Int32>

    @inline(__always) init(limit: Int32) { room = SIMD4(repeating: .max &- limit) }

    @inline(__always)
    mutating func add(_ words: SIMD4<Int32>, _ firstOld: Int32, _ secondOld: Int32) {
      plain &+= words
      excess |= (words ^ (words &>> 31)) &+ room
      let biased = words.biased
      let (v, i) = (biased.lowHalves, biased.highHalves)
      let before = SIMD2(
        UInt64(UInt32(bitPattern: firstOld ^ .min)), UInt64(UInt32(bitPattern: secondOld ^ .min)))
      old &+= before
      squaresV &+= v &* v
      squaresI &+= i &* i
      direct &+= v &* i
      lagged &+= before &* i
    }

    /// Σv, Σi, Σv[n-q].
    @inline(__always) var voltage: Int64 { plain.evens }
    @inline(__always) var current: Int64 { plain.odds }
    @inline(__always) func oldVoltage(_ count: Int) -> Int64 {
      Int64(bitPattern: old[0] &+ old[1]) &- Int64(count) << 31
    }
  }

  /// Biased sums of one run with the phasor.
  private struct PairCorrelation {
    var cosineV = SIMD2<UInt64>.zero
    var sineV = SIMD2<UInt64>.zero
    var cosineI = SIMD2<UInt64>.zero
    var sineI = SIMD2<UInt64>.zero
    /// Σv, Σi and Σc, Σs by turns.
    var samples = SIMD4<Int32>.zero
    var turns = SIMD4<Int32>.zero

    @inline(__always)
    mutating func add(_ words: SIMD4<Int32>, _ turn: SIMD4<Int32>) {
      samples &+= words
      turns &+= turn
      let (biased, biasedTurn) = (words.biased, turn.biased)
      let (v, i) = (biased.lowHalves, biased.highHalves)
      let (c, s) = (biasedTurn.lowHalves, biasedTurn.highHalves)
      cosineV &+= v &* c
      sineV &+= v &* s
      cosineI &+= i &* c
      sineI &+= i &* s
    }
  }

  extension SIMD4<Int32> {
    @inline(__always) fileprivate var biased: SIMD2<UInt64> {
      unsafeBitCast(self ^ SIMD4(repeating: .min), to: SIMD2<UInt64>.self)
    }
    @inline(__always) fileprivate var evens: Int64 { Int64(self[0] &+ self[2]) }
    @inline(__always) fileprivate var odds: Int64 { Int64(self[1] &+ self[3]) }
  }

  extension SIMD2<UInt64> {
    @inline(__always) fileprivate var lowHalves: SIMD2<UInt64> { self & SIMD2(repeating: 0xFFFF_FFFF) }
    @inline(__always) fileprivate var highHalves: SIMD2<UInt64> { self &>> 32 }

    /// Σab of `count` biased products, where `sums` is Σa + Σb.
    @inline(__always)
    fileprivate func unbiased(_ count: Int, _ sums: Int64) -> Int64 {
      Int64(bitPattern: self[0] &+ self[1]) &- Int64(count) << 62 &- sums << 31
    }
  }
#endif
