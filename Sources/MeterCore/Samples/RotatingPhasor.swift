/// A numerically controlled oscillator at the frequency of the previous window, shared by all elements.
///
/// It begins every window at angle 0 and turns by a constant angle a sample: amplitude 1 in 2^-30, renewed with every
/// window, so its error stays below samples·2^-31.
struct RotatingPhasor: BitwiseCopyable {
  private var cosine: Int32 = 1 << 30
  private var sine: Int32 = 0
  /// Cosine and sine of the angle from sample to sample, in 2^-30.
  private var stepCosine: Int32 = 1 << 30
  private var stepSine: Int32 = 0
  /// Σc and Σs in 2^-22, Σc² and Σc·s in 2^-44, over the window.
  private(set) var cosineSum: Int64 = 0
  private(set) var sineSum: Int64 = 0
  private(set) var cosineSquared: Int64 = 0
  private(set) var cosineSine: Int64 = 0

  /// Begins a window at `angularStep` rad a sample.
  mutating func begin(angularStep: ScaledInteger) {
    let step = AngleFunctions.sineCosine(of: angularStep)
    stepCosine = Int32(truncatingIfNeeded: step.cosine.shifted(30).rounded)
    stepSine = Int32(truncatingIfNeeded: step.sine.shifted(30).rounded)
    cosine = 1 << 30
    sine = 0
    cosineSum = 0
    sineSum = 0
    cosineSquared = 0
    cosineSine = 0
  }

  /// Writes the next `count` values into `table`.
  @inline(__always)
  mutating func turn(_ count: Int, into table: inout PhasorTable) {
    var (c, s) = (cosine, sine)
    var (sumC, sumS): (Int32, Int32) = (0, 0)
    var (squares, products) = (cosineSquared, cosineSine)
    var index = 0
    while index < count {
      // 2^-30 to 2^-22, rounded.
      let (shortC, shortS) = ((c &+ 128) >> 8, (s &+ 128) >> 8)
      table[index] = (shortC, shortS)
      sumC = sumC &+ shortC
      sumS = sumS &+ shortS
      squares = squares &+ Int32.product(shortC, shortC)
      products = products &+ Int32.product(shortC, shortS)
      let half: Int64 = 1 << 29
      let nextC = (Int32.product(c, stepCosine) &- Int32.product(s, stepSine) &+ half) >> 30
      let nextS = (Int32.product(c, stepSine) &+ Int32.product(s, stepCosine) &+ half) >> 30
      (c, s) = (Int32(truncatingIfNeeded: nextC), Int32(truncatingIfNeeded: nextS))
      index = index &+ 1
    }
    (cosine, sine) = (c, s)
    cosineSum = cosineSum &+ Int64(sumC)
    sineSum = sineSum &+ Int64(sumS)
    (cosineSquared, cosineSine) = (squares, products)
  }
}
