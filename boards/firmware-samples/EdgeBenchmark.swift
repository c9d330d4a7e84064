import BoardConsole
import CBoard
import HAL
import MeterCore

/// Instructions of a pulse meter's work, on a meter of its own in the scratch part of the flash. It is in this image, so that
/// the one that fits a small controller carries no measuring of itself.
struct EdgeBenchmark {
  private typealias Meter = PulseMeter<2, 512, FlashMemory>

  private var pulses: UInt64 = 0
  private var takeTicks: UInt32 = 0
  private var advanceTicks: UInt32 = 0
  private var commitTicks: UInt32 = 0
  private var periodTicks: UInt32 = 0
  private var mountTicks: UInt32 = 0

  /// Measures `edges` clean edges (30 ms active, 30 ms idle), passing time, a commit, a period's end and a
  /// mount, and writes one line.
  static func run(edges: Int) throws(StorageError) {
    var benchmark = EdgeBenchmark()
    try benchmark.meter(edges)
    try benchmark.mount()
    ConsoleOutput.write("bench")
    ConsoleOutput.field("edges", Int64(edges))
    ConsoleOutput.field("pulses", Int64(truncatingIfNeeded: benchmark.pulses))
    ConsoleOutput.field("ticks", Int64(benchmark.takeTicks))
    ConsoleOutput.field("advance_ticks", Int64(benchmark.advanceTicks))
    ConsoleOutput.field("commit_ticks", Int64(benchmark.commitTicks))
    ConsoleOutput.field("period_ticks", Int64(benchmark.periodTicks))
    ConsoleOutput.field("mount_ticks", Int64(benchmark.mountTicks))
    ConsoleOutput.field("instructions_per_tick", Int64(board_instructions_per_tick()))
    ConsoleOutput.endLine()
  }

  // The two parts have frames of their own: both meters at once would double the stack.

  @inline(never)
  private mutating func meter(_ edges: Int) throws(StorageError) {
    var memory = FlashMemory.scratch
    do { try memory.eraseAll() } catch { throw .memory(error) }
    var meter = try EdgeBenchmark.mounted()
    let start = Tick(nanoseconds: 1_000_000_000)
    // 12:00:00 UTC, so that no period ends within the first 1 800 s.
    let reading = WallClockReading(utcNanoseconds: 1_767_268_800_000_000_000, isSynchronised: true)
    meter.begin(at: start, reading: reading, cause: .supplyRestored, boot: .unknown, isContinuous: false)
    meter.start(channel: 0, isActive: false, at: start)
    meter.start(channel: 1, isActive: false, at: start)

    var edge = LineEdge(channel: 0, isActive: false, tickNanoseconds: start.nanoseconds)
    var before = board_ticks()
    for _ in 0..<edges {
      edge.isActive.toggle()
      edge.tickNanoseconds += 30_000_000
      edge.sequence &+= 1
      meter.take(edge)
    }
    takeTicks = board_ticks() &- before
    pulses = meter.state.channels[0].pulses

    var tick = Tick(nanoseconds: edge.tickNanoseconds)
    before = board_ticks()
    for _ in 0..<100 {
      tick = tick.advanced(byNanoseconds: 1_000_000)
      meter.advance(to: tick)
    }
    advanceTicks = (board_ticks() &- before) / 100

    before = board_ticks()
    meter.commit()
    commitTicks = board_ticks() &- before

    before = board_ticks()
    meter.advance(to: start.advanced(byNanoseconds: 1_800_000_000_000))
    periodTicks = board_ticks() &- before
  }

  @inline(never)
  private mutating func mount() throws(StorageError) {
    let before = board_ticks()
    _ = try EdgeBenchmark.mounted().isRestored
    mountTicks = board_ticks() &- before
  }

  /// Both lines at 1200 imp/kWh: a weight with a rest.
  private static var configuration: PulseMeterConfiguration<2> {
    // An exact ratio: unwrapping cannot fail.
    let weight = EnergyRatio(pulses: 1200, perKilowattHours: 1).unsafelyUnwrapped
    var configuration = PulseMeterConfiguration<2>(
      channelCount: 2,
      channels: [
        PulseChannelConfiguration(quantity: .activeImport, element: 1, pulseEnergy: weight),
        PulseChannelConfiguration(quantity: .activeExport, element: 1, pulseEnergy: weight),
      ])
    configuration.settleNanoseconds = 0
    return configuration
  }

  private static func mounted() throws(StorageError) -> Meter {
    try Meter(
      configuration, memory: FlashMemory.scratch,
      sizes: StorageLayout.Sizes(channelCount: 2, profileRows: 0, events: 0, stateRecords: 1),
      format: .whenNothingValid)
  }
}
