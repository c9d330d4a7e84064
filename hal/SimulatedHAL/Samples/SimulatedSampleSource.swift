import HAL

/// Samples of a scenario, as the simulated time lets them be taken. Index 0 is at the present time.
///
/// The samples depend on the scenario and their index only: not on how many are read at once, nor on speed.
public struct SimulatedSampleSource: SampleSource {
  /// Sets over which the size of a load is held.
  private static let stretchSets: UInt64 = 64

  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities = [.countsLostSets, .stampsInDevice]
  /// What is simulated.
  public let scenario: SampleScenario
  private let time: SimulatedTime
  private let startTick: Int64
  private var waves: [SampleChannelWave] = []
  /// Index that the waves stand at, and that is delivered next.
  private var index: UInt64 = 0
  private var sizes: [Double]
  private var isSizeChanging: [Bool]

  /// A source whose first set is taken now.
  public init(_ scenario: SampleScenario, time: SimulatedTime) {
    precondition(scenario.format.isValid, "a scenario needs 1 to 16 elements, a rate and 2 to 32 bits")
    self.scenario = scenario
    self.time = time
    format = scenario.format
    startTick = time.nowNanoseconds
    for element in scenario.elements.indices {
      waves.append(SampleChannelWave(scenario, element: element, .voltage))
      waves.append(SampleChannelWave(scenario, element: element, .current))
    }
    sizes = Array(repeating: 1, count: waves.count)
    isSizeChanging = Array(repeating: false, count: waves.count)
  }

  public mutating func readSets(
    into samples: inout MutableSpan<Int32>
  ) throws(SampleSourceError) -> SampleBlock {
    let channels = waves.count
    guard samples.count >= channels else { throw SampleSourceError(.bufferTooSmall, setsDelivered: index) }
    var taken = format.sets(nanoseconds: time.nowNanoseconds - startTick) + 1
    if let end = scenario.endsAfterSets { taken = min(taken, end) }
    skipLosses(taken: taken)
    var last = min(taken, index + UInt64(samples.count / channels))
    for loss in scenario.losses where loss.index > index { last = min(last, loss.index) }
    let first = index
    var count = 0
    while index < last {
      prepare()
      write(set: count, into: &samples)
      index += 1
      count += 1
    }
    return SampleBlock(
      firstIndex: first, setCount: count,
      lastSetTickNanoseconds: startTick + format.nanoseconds(sets: index == 0 ? 0 : index - 1),
      isEnd: count == 0 && index >= (scenario.endsAfterSets ?? .max))
  }

  /// Moves the index over sets that are lost: planned, or because the reader came late.
  private mutating func skipLosses(taken: UInt64) {
    var next = index
    if let kept = scenario.bufferedSets, taken > kept { next = max(next, taken - kept) }
    for loss in scenario.losses where loss.index <= next && next < loss.index + loss.count {
      next = loss.index + loss.count
    }
    guard next > index else { return }
    index = next
    // Turn up to the new index from its anchor, so that the samples are the same as without the loss.
    let anchor = next - next % SampleChannelWave.anchorSets
    for channel in waves.indices {
      waves[channel].anchor(at: anchor)
      for _ in anchor..<next { _ = waves[channel].next() }
    }
    prepareStretch(at: next - next % Self.stretchSets)
  }

  private mutating func prepare() {
    if index % SampleChannelWave.anchorSets == 0 {
      for channel in waves.indices { waves[channel].anchor(at: index) }
    }
    if index % Self.stretchSets == 0 { prepareStretch(at: index) }
  }

  private mutating func prepareStretch(at first: UInt64) {
    for channel in waves.indices {
      isSizeChanging[channel] = waves[channel].changes(between: first, and: first + Self.stretchSets)
      let load = waves[channel].loadFactor(
        at: first + Self.stretchSets / 2, startUTCNanoseconds: time.utcNanoseconds(at: startTick))
      sizes[channel] = load * (isSizeChanging[channel] ? 1 : waves[channel].size(at: first))
    }
  }

  private mutating func write(set: Int, into samples: inout MutableSpan<Int32>) {
    let (low, high) = (-Double(format.fullScale) - 1, Double(format.fullScale))
    for channel in waves.indices {
      var value = waves[channel].next() * sizes[channel]
      if isSizeChanging[channel] { value *= waves[channel].size(at: index) }
      value += scenario.offsetCounts
      if scenario.noiseCounts > 0 { value += scenario.noiseCounts * noise(channel) }
      samples[set * waves.count + channel] = Int32(min(max(value.rounded(), low), high))
    }
  }

  /// Noise of standard deviation 1 that depends on seed, index and channel only: SplitMix64, the sum of its
  /// four quarters (each uniform), which is near enough to a bell for front-end noise.
  private func noise(_ channel: Int) -> Double {
    var z = scenario.seed &* 0x9E37_79B9_7F4A_7C15 &+ (index &* UInt64(waves.count) &+ UInt64(channel))
    z = z &* 0x9E37_79B9_7F4A_7C15 &+ 0x632B_E59B_D9B4_E019
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    let sum = Double(z & 0xFFFF) + Double(z >> 16 & 0xFFFF) + Double(z >> 32 & 0xFFFF) + Double(z >> 48)
    // Four uniform quarters of width 1: mean 2, variance 1/3.
    return (sum / 65_535 - 2) * 1.732_050_807_568_877_2
  }
}
