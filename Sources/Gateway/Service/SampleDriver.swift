import HAL
import LinuxHAL
import Logging
import MeterCore

/// A polyphase meter on its source of samples.
final class SampleDriver<let Elements: Int>: MeterDriver {
  /// Sets read at once; a turn reads until nothing waits, so a stalled process catches up.
  private static var blockSets: Int { 1024 }

  private var inputs: SampleInputs
  private let logger: Logger
  private let followsSystemClock: Bool
  private let format: SampleFormat
  private var kernel: SampleKernel<Elements>
  private var meter: PolyphaseMeter<Elements, 40, 8192, FileNonVolatile>
  private var block: [Int32]
  private var window = WindowMeasurement<Elements>()
  private let calibration: RecordedCalibration?
  private var testPulse: TestPulse?
  private var playback: PulsePlayback?
  private var isPulseActive = false
  private var windowEnd: Int64 = 0
  private var newest: (index: UInt64, tick: Int64) = (0, 0)
  private var nextClockReading: Int64 = .min
  private(set) var isAtEnd = false

  init(
    board: Board, inputs: SampleInputs, memory: consuming FileNonVolatile, logger: Logger
  ) throws(StorageError) {
    guard let samples = board.samples else { throw .layoutDiffers }
    self.inputs = inputs
    self.logger = logger
    followsSystemClock = board.followsSystemClock
    calibration = samples.recordedCalibration
    format = inputs.source.format
    block = [Int32](repeating: 0, count: Self.blockSets * Int(format.channelCount))
    let calibrations = InlineArray<Elements, ElementCalibration> { samples.calibration(element: $0)! }
    // The board file was checked for what the kernel demands.
    kernel = try! SampleKernel(samples.kernelConfiguration(format), elements: calibrations)
    meter = try PolyphaseMeter(
      samples.polyphaseConfiguration, registers: board.meterConfiguration, memory: memory,
      sizes: board.storageSizes, format: .whenUnused)
    if let output = samples.testPulse {
      let width = format.sets(nanoseconds: Int64(output.widthMilliseconds) * 1_000_000)
      testPulse = TestPulse(
        pulseEnergy: output.pulseEnergy, widthSamples: UInt32(clamping: max(width, 1)),
        pauseSamples: UInt32(clamping: max(width, 1)))
      playback = inputs.testPulse.map { line in
        let clock = LinuxMonotonicClock()
        return PulsePlayback(
          leastSpacing: Int64(output.widthMilliseconds) * 1_000_000, now: { clock.nowNanoseconds() },
          drive: { isActive in
            do throws(PulseOutputError) { try line.set(active: isActive) } catch {
              logger.error("test pulse output failed", metadata: ["error": "\(error)"])
            }
          })
      }
    }
  }

  var state: PulseMeterState<40> { meter.registers.state }
  var rowIDs: Range<UInt32> { meter.registers.rowIDs }
  var storageFailure: StorageError? { meter.registers.storageFailure }
  var descriptors: [Int32] { inputs.source.descriptor.map { [$0] } ?? [] }
  var nowNanoseconds: Int64 { inputs.ticks.nowNanoseconds() }
  var frequencyMicrohertz: UInt32 { meter.latest.frequencyMicrohertz }
  var capability: String {
    inputs.source.capabilities.contains(.countsLostSets)
      ? "lost samples are counted"
      : inputs.source.capabilities.contains(.estimatesLostSets)
        ? "lost samples are found by their time stamps" : "losses cannot be seen"
  }

  var elements: [ElementReading] {
    let latest = meter.latest
    guard latest.sampleCount > 0 else { return [] }
    return (0..<Elements).map {
      ElementReading(latest.elements[$0], element: $0 + 1, nanoseconds: latest.durationNanoseconds)
    }
  }

  /// Power of the newest window, in the direction of the register.
  func power(channel: Int) -> Power? {
    let latest = meter.latest
    let register = state.channels[channel].configuration
    guard latest.isValid, latest.sampleCount > 0, !register.quantity.isEstimate else { return nil }
    var (active, reactive, apparent, fundamental) = (
      FineEnergy.zero, FineEnergy.zero, FineEnergy.zero, FineEnergy.zero
    )
    for element in 0..<Elements where register.element == 0 || Int(register.element) == element + 1 {
      active += latest.elements[element].active
      reactive += latest.elements[element].reactive
      apparent += latest.elements[element].apparent
      fundamental += latest.elements[element].fundamental.reactive
    }
    let signed: FineEnergy =
      switch register.quantity {
      case .activeImport: active
      case .activeExport: -active
      case .reactiveImport: reactive
      case .reactiveExport: -reactive
      case .reactiveQuadrant1: active.isNegative ? .zero : reactive
      case .reactiveQuadrant2: active.isNegative ? reactive : .zero
      case .reactiveQuadrant3: active.isNegative ? -reactive : .zero
      case .reactiveQuadrant4: active.isNegative ? .zero : -reactive
      case .apparentImport: active.isNegative ? .zero : apparent
      case .apparentExport: active.isNegative ? apparent : .zero
      case .fundamentalReactiveImport: fundamental
      case .fundamentalReactiveExport: -fundamental
      case .estimatedActiveImport, .estimatedActiveExport: .zero
      }
    return Power(milliwatts: max(signed.milliwatts(over: latest.durationNanoseconds), 0))
  }

  func row(_ id: UInt32) throws -> ProfileRow<40>? { try meter.row(id) }

  func begin(_ announcer: any ServiceAnnouncer) throws {
    let now = inputs.ticks.nowNanoseconds()
    windowEnd = now
    meter.begin(
      at: Tick(nanoseconds: now), reading: inputs.wall.read(), cause: .supplyRestored,
      boot: BootIdentifier.identity(inputs.bootIdentity))
    meter.noteCalibration(record: calibration?.number ?? 0, history: calibration?.newestNumber ?? 0)
    for note in inputs.source.notes { logger.notice("samples", metadata: ["note": "\(note)"]) }
  }

  func turn() throws(MeterServiceError) -> Int64 {
    inputs.simulatedTime?.refresh()
    let now = inputs.ticks.nowNanoseconds()
    try takeSamples()
    if now >= nextClockReading {
      let tick = inputs.ticks.nowNanoseconds()
      if followsSystemClock, let reading = inputs.wall.read() {
        meter.observe(reading, at: Tick(nanoseconds: tick))
      }
      if let isLow = inputs.battery?.isLow() { meter.noteBattery(isLow: isLow) }
      nextClockReading = now + PulseDriver.clockIntervalNanoseconds
    }
    if now - windowEnd > 2_000_000_000 { meter.noteSilence() }
    // Only what has been sampled is settled: a source that is late keeps its period open.
    meter.advance(to: Tick(nanoseconds: max(windowEnd, now - 2_000_000_000)))
    if let time = inputs.simulatedTime, case .steps = time.pace { return 0 }
    return 20_000_000
  }

  func end(takingInput: Bool) throws(MeterServiceError) -> Bool {
    var failure: MeterServiceError?
    if takingInput { do throws(MeterServiceError) { try takeSamples() } catch { failure = error } }
    // The window in progress is energy that was metered.
    if let rest = kernel.finish() {
      window = rest
      book()
    }
    playback?.end()
    let isCommitted = meter.stop(at: Tick(nanoseconds: inputs.ticks.nowNanoseconds()))
    if let failure { throw failure }
    return isCommitted
  }

  func setClock(_ reading: WallClockReading) -> Bool {
    meter.setClock(reading, at: Tick(nanoseconds: max(windowEnd, state.lastTick.nanoseconds)))
  }

  func resetMaximumDemand() { meter.resetMaximumDemand() }
  /// Samples have gains of their own: `meter calibrate`.
  func setErrorCompensation(_ thousandthsOfPercent: Int32) -> Bool { false }
  func noteConfigurationChange() { meter.noteConfigurationChange() }

  private func takeSamples() throws(MeterServiceError) {
    while !isAtEnd {
      let taken: SampleBlock
      do throws(SampleSourceError) {
        var span = block.mutableSpan
        taken = try inputs.source.readSets(into: &span)
      } catch { throw .samples(detail: inputs.source.failure ?? "\(error.kind)", error) }
      if taken.isEnd { isAtEnd = true }
      guard taken.setCount > 0 else { break }
      take(taken)
    }
    if let failure = inputs.source.failure {
      throw .samples(detail: failure, SampleSourceError(.unsupportedFormat))
    }
  }

  private func take(_ taken: SampleBlock) {
    newest = (taken.firstIndex + UInt64(taken.setCount) - 1, taken.lastSetTickNanoseconds)
    var start = 0
    while start < taken.setCount {
      let progress = kernel.take(
        block.span.extracting(0..<(taken.setCount * Int(format.channelCount))), startingAt: start,
        firstIndex: taken.firstIndex, into: &window)
      pulse(sets: progress.sets, from: taken.firstIndex + UInt64(start))
      start += progress.sets
      if progress.hasWindow { book() }
      if progress.sets == 0 && !progress.hasWindow { break }
    }
  }

  private func book() {
    // The index is the time within a source's run; its newest stamp ties it to the monotonic clock.
    let next = newest.index + 1
    let endIndex = window.firstIndex + UInt64(window.sampleCount)
    let behind = next >= endIndex ? format.nanoseconds(sets: next - endIndex) : 0
    let end = max(newest.tick - behind, windowEnd)
    let begin =
      window.missingSamples == 0 ? windowEnd : max(end - Int64(window.durationNanoseconds), windowEnd)
    meter.take(window, from: Tick(nanoseconds: begin), to: Tick(nanoseconds: end))
    windowEnd = end
    testPulse?.load(meter.testPulseEnergy, samples: window.sampleCount)
  }

  /// A level belongs to its sample's time, however the samples came.
  private func pulse(sets: Int, from index: UInt64) {
    guard testPulse != nil else { return }
    for set in 0..<sets {
      let isActive = testPulse!.step()
      guard isActive != isPulseActive else { continue }
      isPulseActive = isActive
      let behind = newest.index - (index + UInt64(set))
      playback?.play(
        LevelChange(
          tick: newest.tick - format.nanoseconds(sets: behind) + PulsePlayback.delayNanoseconds,
          isActive: isActive))
    }
  }
}
