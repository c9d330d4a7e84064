import BoardConsole
import CBoard
import HAL
import MeterCore

/// Kernel, meter and test pulse of a board, in the time of its samples.
///
/// The number of a set is its time, as if a timer took it: set 0 at tick 0. Once a second, when every set up to then
/// has been taken, a turn follows the clock and the store: the order of events is that of a service on Linux.
struct SampleMeter: ~Copyable {
  private var kernel: SampleKernel<3>
  /// The meter.
  var meter: SampleFirmware.Meter
  private var window = WindowMeasurement<3>()
  private(set) var pulses = PulseRecord()
  private(set) var cost = SampleCost()
  private(set) var hasBegun = false
  /// Real-time clock at tick 0, nil until it is set.
  private var clockStart: Int64?
  private var isClockSynchronised = false
  private var windowEnd = Tick(nanoseconds: 0)
  private var turns: Int64 = 0
  private var nextClockReading = Int64.min

  /// A meter that is to be mounted first.
  init() {
    // The set-up is a constant that a test runs: the kernel takes it.
    kernel = try! SampleKernel(
      SampleSetup.kernel, elements: InlineArray { SampleSetup.calibration(element: $0) })
    meter = SampleFirmware.Meter(
      unmounted: SampleSetup.polyphase, registers: SampleSetup.registers, memory: FlashMemory.meter,
      sizes: SampleSetup.sizes(for: FlashMemory.meter.geometry))
  }

  /// Mounts the meter's store.
  mutating func mount() throws(StorageError) { try meter.mount(format: .whenUnused) }

  /// Sets the real-time clock.
  mutating func setClock(utcSeconds: Int64, isSynchronised: Bool) {
    clockStart = utcSeconds * 1_000_000_000 - turns * 1_000_000_000
    isClockSynchronised = isSynchronised
    nextClockReading = .min
  }

  /// Begins metering; once.
  mutating func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    meter.begin(
      at: Tick(nanoseconds: 0), reading: reading, cause: board_was_reset() ? .restart : .supplyRestored,
      boot: .unknown)
  }

  /// Sets that can be taken before the next turn when `index` is the next one.
  func setsBeforeTurn(_ index: UInt64) -> Int {
    let last = UInt64(turns + 1) * UInt64(SampleSetup.rate)
    return index > last ? 0 : Int(min(last - index + 1, 1 << 16))
  }

  /// Takes `count` sets, of which the first has number `index`.
  mutating func take(_ block: borrowing InlineArray<240, Int32>, count: Int, index: UInt64) {
    var start = 0
    while start < count {
      let room = setsBeforeTurn(index + UInt64(start))
      if room == 0 {
        turn()
        continue
      }
      let end = start + min(count - start, room)
      take(block.span.extracting(0..<(end * SampleSetup.channelCount)), from: start, to: end, index)
      start = end
    }
  }

  private mutating func take(_ samples: Span<Int32>, from first: Int, to end: Int, _ index: UInt64) {
    var start = first
    while start < end {
      var now = board_ticks()
      let progress = kernel.take(samples, startingAt: start, firstIndex: index, into: &window)
      cost.tookSets(progress.sets, ticks: cost.lap(&now), hasWindow: progress.hasWindow)
      pulses.pass(progress.sets, from: index + UInt64(start))
      cost.passedPulse(ticks: cost.lap(&now))
      start += progress.sets
      if progress.hasWindow {
        book()
        cost.booked(ticks: cost.lap(&now))
      }
    }
  }

  private mutating func book() {
    // A window ends with its last set.
    let last = window.firstIndex + UInt64(window.sampleCount) - 1
    let end = max(Tick(nanoseconds: SampleSetup.format.nanoseconds(sets: last)), windowEnd)
    let length = Int64(window.durationNanoseconds)
    let start = window.missingSamples == 0 ? windowEnd : max(end.advanced(byNanoseconds: -length), windowEnd)
    meter.take(window, from: start, to: end)
    windowEnd = end
    pulses.output.load(meter.testPulseEnergy, samples: window.sampleCount)
  }

  /// A second has passed.
  private mutating func turn() {
    turns += 1
    let now = turns * 1_000_000_000
    if now >= nextClockReading {
      if let reading { meter.observe(reading, at: Tick(nanoseconds: now)) }
      nextClockReading = now + SampleSetup.clockInterval
    }
    if now - windowEnd.nanoseconds > 2_000_000_000 { meter.noteSilence() }
    meter.advance(to: max(windowEnd, Tick(nanoseconds: now - 2_000_000_000)))
  }

  private var reading: WallClockReading? {
    clockStart.map {
      WallClockReading(
        utcNanoseconds: $0 + turns * 1_000_000_000, isSynchronised: isClockSynchronised,
        maximumErrorNanoseconds: 0)
    }
  }

  /// Ends at the next full second; returns false when the memory failed.
  mutating func stop() -> Bool {
    begin()
    turn()
    // The window in progress is energy that was metered.
    if let rest = kernel.finish() {
      window = rest
      book()
    }
    return meter.stop(at: Tick(nanoseconds: turns * 1_000_000_000))
  }
}
