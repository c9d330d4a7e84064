/// Turns interleaved V/I sample sets into measured windows.
///
/// Per sample it only adds exact integer products; everything else is done once per window with wide integers.
/// Windows are of whole cycles of a healthy voltage, the anchor; where no voltage is healthy they end after a fixed
/// count. The result does not depend on how the samples are cut into blocks. docs/samples.md has the formulas.
///
///     var window = WindowMeasurement<3>()
///     var start = 0
///     while start < sets {
///       let done = kernel.take(block, startingAt: start, firstIndex: index, into: &window)
///       start += done.sets
///       if done.hasWindow { book(window) }
///     }
public struct SampleKernel<let Elements: Int>: ~Copyable {
  /// The set-up.
  public let configuration: SampleConfiguration
  var calibrations: InlineArray<Elements, ElementCalibration>
  var sums = InlineArray<Elements, ElementSums>(repeating: ElementSums())
  let wirings: InlineArray<Elements, ElementWiring>
  var detector = CrossingDetector()
  var phasor = RotatingPhasor()
  /// ω: rad a sample, of the last window with a frequency.
  var angularStep: ScaledInteger
  /// Running index of the next sample set, and of the window's first.
  var nextIndex: UInt64 = 0
  var firstIndex: UInt64 = 0
  var missingSamples: UInt64 = 0
  /// Distance from sample 0 of the window to the crossing it began with, in 2^-24 samples.
  var startCrossing: Int64 = 0
  /// Samples in the window so far, and where it ends without a crossing.
  var count: UInt32 = 0
  var deadline: UInt32 = 0
  /// Place in the window of the last crossing.
  var crossingPlace: Int32 = 0
  /// A window's longest length, a period's longest and shortest, in samples.
  let forcedEnd: UInt32
  let longestPeriod: UInt32
  let shortestPeriod: UInt32
  /// Largest sample short of the end stop.
  let limit: Int32
  /// q, samples of a quarter nominal period.
  let lag: UInt8
  /// Place of the next voltage in the histories.
  var position: UInt8 = 0
  /// Sample sets that the histories still lack.
  var lacking: UInt8
  /// Cycles of the window so far.
  var cycles: UInt8 = 0
  var anchor: UInt8? = 0
  /// True while the window began at a crossing of the anchor.
  var isSynchronised = false
  var hasStarted = false

  /// Creates a kernel that waits for its first sample set.
  public init(
    _ configuration: SampleConfiguration, elements: InlineArray<Elements, ElementCalibration>
  ) throws(SampleConfigurationError) {
    let limits = try SampleLimits(configuration, elements)
    self.configuration = configuration
    calibrations = elements
    wirings = InlineArray { ElementWiring(elements[$0]) }
    forcedEnd = limits.forcedEnd
    longestPeriod = limits.longestPeriod
    shortestPeriod = limits.shortestPeriod
    limit = limits.largestSample
    lag = limits.lag
    lacking = limits.lag
    angularStep = limits.nominalStep
    beginWindow()
    setHysteresis()
  }

  /// Calibration of an element, with the offsets as last measured.
  public func calibration(of element: Int) -> ElementCalibration { calibrations[element] }

  /// Replaces gains, phases and noise of an element, from the window in progress on; channels and measured offsets
  /// stay.
  public mutating func calibrate(_ element: Int, _ calibration: ElementCalibration)
    throws(SampleConfigurationError)
  {
    guard calibration.voltageGain.mantissa > 0, calibration.currentGain.mantissa > 0 else {
      throw .gain(element: UInt8(truncatingIfNeeded: element))
    }
    let old = calibrations[element]
    calibrations[element] = calibration
    calibrations[element].voltageChannel = old.voltageChannel
    calibrations[element].currentChannel = old.currentChannel
    calibrations[element].subtractedVoltageChannel = old.subtractedVoltageChannel
    calibrations[element].voltageOffset = old.voltageOffset
    calibrations[element].currentOffset = old.currentOffset
    setHysteresis()
  }

  /// Takes the sample sets of `block` from set number `startingAt` until the block or a window ends.
  ///
  /// - Parameters:
  ///   - block: whole interleaved sets, `channelCount` samples each.
  ///   - startingAt: number of the first set to take, from 0.
  ///   - firstIndex: running index of the block's first set (of set 0, whatever `startingAt` is). A jump ends the
  ///     window as a gap; then no set is taken, and the next call starts behind the gap.
  ///   - window: written when a window ends.
  public mutating func take(
    _ block: Span<Int32>, startingAt: Int = 0, firstIndex: UInt64,
    into window: inout WindowMeasurement<Elements>
  ) -> SampleProgress {
    block.withUnsafeBufferPointer { samples in
      configuration.measuresFundamental
        ? advance(samples, startingAt, firstIndex, &window, fundamental: true)
        : advance(samples, startingAt, firstIndex, &window, fundamental: false)
    }
  }

  /// The same for samples of up to 16 bits, with 32-bit multiplications only: for small cores.
  public mutating func take(
    _ block: Span<Int16>, startingAt: Int = 0, firstIndex: UInt64,
    into window: inout WindowMeasurement<Elements>
  ) -> SampleProgress {
    block.withUnsafeBufferPointer { samples in
      configuration.measuresFundamental
        ? advance(samples, startingAt, firstIndex, &window, fundamental: true)
        : advance(samples, startingAt, firstIndex, &window, fundamental: false)
    }
  }

  /// Ends the window in progress, for instance before the source is closed. Nil when it is empty.
  public mutating func finish() -> WindowMeasurement<Elements>? {
    if count == 0 { return nil }
    var window = WindowMeasurement<Elements>()
    endWindow(.stopped, &window)
    return window
  }

  /// The sums of the window in progress, for comparison with other kernels: Σv, Σi, Σv², Σi², Σv·i, Σv[n-q]·i, and
  /// with the phasor in 2^-22 Σv·c, Σv·s, Σi·c, Σi·s.
  @_spi(SampleSums) public func openSums(of element: Int) -> InlineArray<10, Int64> {
    let sum = sums[element]
    return [
      sum.voltage, sum.current, sum.voltageSquared, sum.currentSquared, sum.product, sum.laggedProduct,
      sum.voltageCosine, sum.voltageSine, sum.currentCosine, sum.currentSine,
    ]
  }
}
