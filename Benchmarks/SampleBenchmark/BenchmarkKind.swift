import CSampleKernel
@_spi(SampleSums) import MeterCore

/// The benchmark's samples.
struct Signals {
  var samples: UnsafeBufferPointer<Int32>
  var short: UnsafeBufferPointer<Int16>
}

/// The kernels that are compared; tools/bench knows the numbers.
enum BenchmarkKind {
  /// 0-3 Swift: three elements, the same with the fundamental, three elements of 16 bits, one element;
  /// 4-7 C: sets, sets with the fundamental, runs, runs with the fundamental.
  static let count = 8

  @inline(never)
  static func run(_ kind: Int, _ signals: Signals, blocks: Int) -> Int {
    switch kind {
    case 0: swift(signals, blocks, fundamental: false)
    case 1: swift(signals, blocks, fundamental: true)
    case 2: swiftShort(signals, blocks)
    case 3: swiftSingle(signals, blocks)
    case 4: c(signals, blocks, kernel_take_sets)
    case 5: c(signals, blocks, kernel_take_sets_fundamental)
    case 6: c(signals, blocks, kernel_take_runs)
    default: c(signals, blocks, kernel_take_runs_fundamental)
    }
  }

  private static let microvolts = ScaleFactor(62_500_000, over: 1 << 20)!
  private static let nanoamperes = ScaleFactor(25_000_000_000, over: 1 << 20)!

  private static func element(_ number: UInt8, shift: Int8) -> ElementCalibration {
    ElementCalibration(
      voltageGain: ScaleFactor(mantissa: microvolts.mantissa, shift: microvolts.shift - shift),
      currentGain: ScaleFactor(mantissa: nanoamperes.mantissa, shift: nanoamperes.shift - shift),
      voltageChannel: 2 * number, currentChannel: 2 * number + 1)
  }

  private static func kernel(fundamental: Bool, bits: UInt8 = 24) -> SampleKernel<3> {
    let shift = Int8(24 - bits)
    return try! SampleKernel<3>(
      SampleConfiguration(
        sampleRate: 4000, channelCount: 6, bits: bits, measuresFundamental: fundamental),
      elements: [element(0, shift: shift), element(1, shift: shift), element(2, shift: shift)])
  }

  /// Sets of block `number` in the signal.
  private static func range(_ number: Int, channels: Int = 6) -> Range<Int> {
    let size = SampleBenchmark.blockSets * channels
    let start = number % SampleBenchmark.signalBlocks * size
    return start..<start + size
  }

  @inline(never)
  private static func swift(_ signals: Signals, _ blocks: Int, fundamental: Bool) -> Int {
    var kernel = kernel(fundamental: fundamental)
    var window = WindowMeasurement<3>()
    return feed(signals, blocks, &kernel, &window)
  }

  @inline(__always)
  private static func feed(
    _ signals: Signals, _ blocks: Int, _ kernel: inout SampleKernel<3>, _ window: inout WindowMeasurement<3>
  ) -> Int {
    var windows = 0
    for number in 0..<blocks {
      let block = Span(_unsafeElements: UnsafeBufferPointer(rebasing: signals.samples[range(number)]))
      var start = 0
      while start < SampleBenchmark.blockSets {
        let done = kernel.take(
          block, startingAt: start, firstIndex: UInt64(number * SampleBenchmark.blockSets), into: &window)
        start += done.sets
        if done.hasWindow { windows += 1 }
      }
    }
    return windows
  }

  @inline(never)
  private static func swiftShort(_ signals: Signals, _ blocks: Int) -> Int {
    var kernel = kernel(fundamental: false, bits: 16)
    var window = WindowMeasurement<3>()
    var windows = 0
    for number in 0..<blocks {
      let block = Span(_unsafeElements: UnsafeBufferPointer(rebasing: signals.short[range(number)]))
      var start = 0
      while start < SampleBenchmark.blockSets {
        let done = kernel.take(
          block, startingAt: start, firstIndex: UInt64(number * SampleBenchmark.blockSets), into: &window)
        start += done.sets
        if done.hasWindow { windows += 1 }
      }
    }
    return windows
  }

  /// One element: the first of the six channels' three.
  @inline(never)
  private static func swiftSingle(_ signals: Signals, _ blocks: Int) -> Int {
    var kernel = try! SampleKernel<1>(
      SampleConfiguration(sampleRate: 4000, channelCount: 6, bits: 24), elements: [element(0, shift: 0)])
    var window = WindowMeasurement<1>()
    var windows = 0
    for number in 0..<blocks {
      let block = Span(_unsafeElements: UnsafeBufferPointer(rebasing: signals.samples[range(number)]))
      var start = 0
      while start < SampleBenchmark.blockSets {
        let done = kernel.take(
          block, startingAt: start, firstIndex: UInt64(number * SampleBenchmark.blockSets), into: &window)
        start += done.sets
        if done.hasWindow { windows += 1 }
      }
    }
    return windows
  }

  private typealias Take = (
    UnsafeMutablePointer<kernel>?, UnsafePointer<Int32>?, Int32, UnsafeMutablePointer<kernel_window>?,
    UnsafeMutablePointer<Bool>?
  ) -> Int32

  private static func cKernel() -> CSampleKernel.kernel {
    var kernel = CSampleKernel.kernel()
    // The hysteresis that the Swift kernel derives from 115 V.
    kernel_init(&kernel, 4000, 50, 62.5e-6 * 1e6 / 1_048_576, 25e-6 * 1e6 / 1_048_576, (1 << 23) - 2, 1_364_112)
    return kernel
  }

  @inline(__always)
  private static func c(_ signals: Signals, _ blocks: Int, _ take: Take) -> Int {
    var kernel = cKernel()
    var window = kernel_window()
    return feed(signals, blocks, &kernel, &window, take)
  }

  @inline(__always)
  private static func feed(
    _ signals: Signals, _ blocks: Int, _ kernel: inout CSampleKernel.kernel, _ window: inout kernel_window,
    _ take: Take
  ) -> Int {
    var windows = 0
    var hasEnded = false
    for number in 0..<blocks {
      let first = range(number).lowerBound
      var start = 0
      while start < SampleBenchmark.blockSets {
        start += Int(
          take(
            &kernel, signals.samples.baseAddress! + first + 6 * start, Int32(SampleBenchmark.blockSets - start),
            &window, &hasEnded))
        if hasEnded { windows += 1 }
      }
    }
    return windows
  }

  /// Whether all kernels have the same sums in the middle of a window, bit for bit, and close values at its end.
  @inline(never)
  static func check(_ signals: Signals) -> Bool {
    for blocks in 1..<60 {
      var mine = kernel(fundamental: true)
      var window = WindowMeasurement<3>()
      let windows = feed(signals, blocks, &mine, &window)
      for order in 0..<2 {
        let isRuns = order == 1
        var other = cKernel()
        var otherWindow = kernel_window()
        let otherWindows =
          isRuns
          ? feed(signals, blocks, &other, &otherWindow, { kernel_take_runs_fundamental($0, $1, $2, $3, $4) })
          : feed(signals, blocks, &other, &otherWindow, { kernel_take_sets_fundamental($0, $1, $2, $3, $4) })
        guard otherWindows == windows else { return false }
        if windows > 0 && window.sampleCount != otherWindow.count { return false }
        let sums = (other.sums.0, other.sums.1, other.sums.2)
        // The phasors turn at steps that may differ by 2^-30 after the first window: theirs only before.
        guard
          agree(mine, 0, sums.0, isPhasorSame: windows == 0), agree(mine, 1, sums.1, isPhasorSame: windows == 0),
          agree(mine, 2, sums.2, isPhasorSame: windows == 0)
        else { return false }
      }
    }
    return true
  }

  private static func agree(
    _ kernel: borrowing SampleKernel<3>, _ element: Int, _ other: kernel_sums, isPhasorSame: Bool
  ) -> Bool {
    let mine = kernel.openSums(of: element)
    guard
      mine[0] == other.v, mine[1] == other.i, mine[2] == other.vv, mine[3] == other.ii, mine[4] == other.vi,
      mine[5] == other.qi
    else { return false }
    return !isPhasorSame
      || (mine[6] == other.vc && mine[7] == other.vs && mine[8] == other.ic && mine[9] == other.is)
  }
}
