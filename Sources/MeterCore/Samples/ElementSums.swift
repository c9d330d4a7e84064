/// Exact sums of one element over the present window, and the voltage's last quarter period.
///
/// With |v|, |i| < 2^23 a product is below 2^46, so 2^17 samples fit Int64; with a subtracted voltage (|v| < 2^24)
/// 2^15 samples do. `SampleKernel` ends windows within these bounds.
struct ElementSums: BitwiseCopyable {
  /// Most samples in a quarter period: 8 kS/s at 50 Hz.
  static let historyCapacity = 40

  /// Σv, Σi.
  var voltage: Int64 = 0
  var current: Int64 = 0
  /// Σv², Σi².
  var voltageSquared: Int64 = 0
  var currentSquared: Int64 = 0
  /// Σ v[n]·i[n].
  var product: Int64 = 0
  /// Σ v[n-q]·i[n].
  var laggedProduct: Int64 = 0
  /// Σ v·c, Σ v·s, Σ i·c, Σ i·s with the phasor (c, s) in 2^-22.
  var voltageCosine: Int64 = 0
  var voltageSine: Int64 = 0
  var currentCosine: Int64 = 0
  var currentSine: Int64 = 0
  /// Sum of the history before the window.
  var historySum: Int32 = 0
  /// The current's last sample; the voltage's is in the history.
  var lastCurrent: Int32 = 0
  /// Samples at an end stop, up to 65 535.
  var voltageOverRange: UInt16 = 0
  var currentOverRange: UInt16 = 0
  /// The last q voltages, a ring.
  var history = InlineArray<40, Int32>(repeating: 0)

  /// Begins a window behind the `lag` voltages in the history.
  mutating func begin(lag: Int) {
    voltage = 0
    current = 0
    voltageSquared = 0
    currentSquared = 0
    product = 0
    laggedProduct = 0
    voltageCosine = 0
    voltageSine = 0
    currentCosine = 0
    currentSine = 0
    voltageOverRange = 0
    currentOverRange = 0
    historySum = ringSum(lag: lag)
  }

  /// Sum of the voltages in the history.
  func ringSum(lag: Int) -> Int32 {
    var sum: Int32 = 0
    let ring = history.span
    for index in 0..<lag { sum = sum &+ ring[unchecked: index] }
    return sum
  }

  /// Σ v[n-q]: what the window's Σv had been a quarter period before.
  func laggedVoltage(lag: Int) -> Int64 { voltage &+ Int64(historySum) &- Int64(ringSum(lag: lag)) }
}
