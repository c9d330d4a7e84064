/// What the measurement of every element of a window shares.
struct WindowScale {
  /// Sample sets N, and 1/N.
  let count: Int64
  let inverseCount: ScaledInteger
  /// 1 / length of the whole cycles in samples, interpolated; 1/N in other windows.
  let inverseLength: ScaledInteger
  /// True for a window of whole cycles: its own means are the DC. Other windows take those of an earlier one.
  let isCyclic: Bool
  /// Sample sets beyond whole cycles: N less their length; 0 in other windows.
  let surplus: ScaledInteger
  /// Place of the last voltages in the histories.
  let lastPosition: Int
  /// Samples of the reactive lag q.
  let lag: Int
  /// 1/sin(ωq) and cot(ωq).
  let cosecant: ScaledInteger
  let cotangent: ScaledInteger
  /// f0/f in 10^-6, for phase errors in µrad.
  let transformerScale: ScaledInteger
  /// 2πf in 10^-9 · 2^-8, for leads in 2^-8 ns.
  let leadScale: ScaledInteger
  /// µWh in one µV·nA·sample.
  let energyUnit: ScaledInteger

  init(
    configuration: SampleConfiguration, count: UInt32, length: ScaledInteger?, angularStep: ScaledInteger,
    lag: Int, lastPosition: Int
  ) {
    self.count = Int64(count)
    self.lag = lag
    self.lastPosition = lastPosition
    surplus = length.map { ScaledInteger(UInt64(count)) - $0 } ?? .zero
    isCyclic = length != nil
    inverseCount = ScaledInteger(UInt64(count)).reciprocal
    inverseLength = length.map { $0.reciprocal } ?? inverseCount
    // ωq is near a quarter turn: sin(ωq) = cos ε, cos(ωq) = sin ε with ε = π/2 - ωq.
    let quarter = ScaledInteger.fullTurn.shifted(-2)
    let rest = AngleFunctions.sineCosine(of: quarter - angularStep * ScaledInteger(UInt64(lag)))
    cosecant = rest.cosine.reciprocal
    cotangent = rest.sine * cosecant
    let sets = ScaledInteger(UInt64(configuration.sampleRateSets))
    let seconds = ScaledInteger(UInt64(configuration.sampleRateSeconds))
    let angularFrequency = angularStep * sets * seconds.reciprocal
    transformerScale =
      ScaledInteger.fullTurn * ScaledInteger(UInt64(configuration.nominalHertz))
      * (angularFrequency * ScaledInteger(UInt64(1_000_000))).reciprocal
    leadScale = angularFrequency * ScaledInteger(UInt64(1_000_000_000)).reciprocal.shifted(-8)
    // 10^-15 W·s/sample · seconds/sets, 3600 s/h, 10^6 µWh/Wh.
    energyUnit = seconds * (sets * ScaledInteger(UInt64(3_600_000_000_000))).reciprocal
  }
}
