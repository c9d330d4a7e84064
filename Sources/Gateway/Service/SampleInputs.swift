import HAL
import LinuxHAL
import Logging
import MeterCore
import SimulatedHAL

/// The devices a sampled meter runs on: a source of samples and clocks.
public struct SampleInputs {
  /// The opened source.
  public var source: BoardSampleSource
  /// Monotonic clock.
  public var ticks: any MonotonicClock
  /// Source of UTC.
  public var wall: any WallClock
  /// Simulated time, which moves in turns only; nil for real time.
  public var simulatedTime: SimulatedTime?
  /// Identity of the monotonic clock's run.
  public var bootIdentity: String
  /// The battery of the clock, where the board names one.
  public var battery: (any BatteryMonitor)?
  /// Line of the test pulse, where there is one.
  public var testPulse: GPIOPulseOutput?

  /// Opens what a sampled board names, in real time.
  public static func devices(of board: Board, _ samples: BoardSamples) throws -> SampleInputs {
    let source = try BoardSampleSource(samples, time: nil)
    try check(samples, source.format)
    return SampleInputs(
      source: source, ticks: LinuxMonotonicClock(), wall: LinuxWallClock(), simulatedTime: nil,
      bootIdentity: BootIdentifier.current(), battery: board.battery,
      testPulse: try samples.testPulse?.output.map { try GPIOPulseOutput($0, consumer: "swift-meter") })
  }

  /// Simulated or replayed samples; `speed` nil runs as fast as the meter can follow.
  public static func simulated(
    _ board: Board, _ samples: BoardSamples, speed: Double?, startUTCNanoseconds: Int64
  ) throws -> SampleInputs {
    let clock = LinuxMonotonicClock()
    let pace: SimulatedTime.Pace =
      speed.map { .scaled(speed: $0, start: clock.nowNanoseconds()) { clock.nowNanoseconds() } }
      ?? .steps(nanoseconds: 1_000_000_000)
    let time = SimulatedTime(startUTCNanoseconds: startUTCNanoseconds, pace: pace)
    let source = try BoardSampleSource(samples, time: time)
    try check(samples, source.format)
    return SampleInputs(
      source: source, ticks: SimulatedClock(time),
      wall: SimulatedClock(time), simulatedTime: time, bootIdentity: "", testPulse: nil)
  }

  /// The kernel's limits are known only with the source's format.
  private static func check(_ samples: BoardSamples, _ format: SampleFormat) throws(BoardSampleSource.Failure)
  {
    for element in 0..<samples.wiring.elementCount {
      guard let calibration = samples.calibration(element: element) else {
        throw BoardSampleSource.Failure(
          isConfiguration: true,
          description: "element \(element + 1): volts and amperes per count must be 1e-12 to 1e6")
      }
      do throws(SampleConfigurationError) {
        _ = try SampleKernel<1>(samples.kernelConfiguration(format), elements: [calibration])
      } catch {
        let rate = Double(format.setsPerSecondNumerator) / Double(format.setsPerSecondDenominator)
        throw BoardSampleSource.Failure(
          isConfiguration: true,
          description: "the source cannot be metered (\(error)): \(rate) sets a second of "
            + "\(format.significantBits) bits; 2000 to 8000 and 8 to 24 can")
      }
    }
  }

  func driver(
    board: Board, memory: consuming FileNonVolatile, logger: Logger
  ) throws(StorageError) -> any MeterDriver {
    switch board.samples?.wiring.elementCount {
    case 1: try SampleDriver<1>(board: board, inputs: self, memory: memory, logger: logger)
    case 2: try SampleDriver<2>(board: board, inputs: self, memory: memory, logger: logger)
    default: try SampleDriver<3>(board: board, inputs: self, memory: memory, logger: logger)
    }
  }
}
