/// A numerically controlled oscillator at the frequency of the previous window, shared by all elements.
///
/// It begins every window at angle 0 and turns by a constant angle a sample: amplitude 1 in 2^-30, renewed with every
/// window, so its error stays below samples·2^-30.
struct RotatingPhasor: BitwiseCopyable {
  private var cosine: Int32 = 1 << 30
  private var sine: Int32 = 0
  /// Cosine and sine of the angle from sample to sample, in 2^-30.
  private var stepCosine: Int32 = 1 << 30
  private var stepSine: Int32 = 0

  /// Begins a window at `angularStep` rad a sample.
  mutating func begin(angularStep: ScaledInteger) {
    let step = AngleFunctions.sineCosine(of: angularStep)
    stepCosine = Int32(truncatingIfNeeded: step.cosine.shifted(30).rounded)
    stepSine = Int32(truncatingIfNeeded: step.sine.shifted(30).rounded)
    cosine = 1 << 30
    sine = 0
  }

  /// The next `count` values, at most 40: cosine and sine by turns in 2^-22.
  @inline(__always)
  mutating func turn(_ count: Int) -> InlineArray<80, Int32> {
    var (c, s) = (cosine, sine)
    let (stepC, stepS) = (stepCosine, stepSine)
    let negativeS = 0 &- stepS
    let table = InlineArray<80, Int32> { (values: inout OutputSpan<Int32>) in
      values.withUnsafeMutableBufferPointer { places, initialized in
        var place = places.baseAddress!
        var left = count
        while left > 0 {
          // 2^-30 to 2^-22, rounded.
          place[0] = (c &+ 128) >> 8
          place[1] = (s &+ 128) >> 8
          var nextC: Int64 = 1 << 29
          nextC = nextC &+ Int32.product(c, stepC)
          nextC = nextC &+ Int32.product(s, negativeS)
          var nextS: Int64 = 1 << 29
          nextS = nextS &+ Int32.product(c, stepS)
          nextS = nextS &+ Int32.product(s, stepC)
          c = Int32(truncatingIfNeeded: nextC >> 30)
          s = Int32(truncatingIfNeeded: nextS >> 30)
          place += 2
          left = left &- 1
        }
        // Whatever lies behind the values is not read; clearing it would cost as much as some of them.
        initialized = 80
      }
    }
    (cosine, sine) = (c, s)
    return table
  }
}
