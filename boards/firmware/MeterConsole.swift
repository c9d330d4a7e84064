import BoardConsole
import CBoard
import COSEM
import DataLink
import HAL
import MeterCore
import Outstation

/// The firmware's main loop: takes commands from the console and hands them to the meter.
///
/// The console is the world of these boards: it brings edges, the passing of time and the wall clock. A board
/// with pulse inputs of its own adds a source of edges here and keeps the rest. `README.md` has the commands.
struct MeterConsole: ~Copyable {
  /// The outstation, which owns the meter, and its link.
  var port: Firmware.Port
  var link = Firmware.Link(HDLCServerConfiguration(physicalAddress: 17, limits: .standard))
  /// The meter.
  var meter: Firmware.Meter {
    _read { yield port.outstation.meter.meter }
    _modify { yield &port.outstation.meter.meter }
  }
  /// Set once metering has begun; until then the meter only shows what it restored.
  var hasBegun = false
  /// Newest tick seen.
  var newestTick = Tick(nanoseconds: 0)
  /// Levels of the lines when metering begins.
  var startsActive: InlineArray<2, Bool> = [false, false]
  var line = ConsoleLine()

  /// A console whose stores are to be mounted: made in place, since meter and outstation take a third of the RAM.
  init() {
    let sizes = MeterSetup.sizes(for: FlashMemory.meter.geometry)
    port = Firmware.Port(
      Outstation(
        unloaded: PulseOutstation(
          Firmware.Meter(unmounted: MeterSetup.configuration, memory: FlashMemory.meter, sizes: sizes),
          identity: MeterSetup.identity, capacity: UInt32(sizes.profileRows),
          accesses: AccessRing(unmounted: FlashMemory.accesses, capacity: MeterSetup.accesses)),
        // No keys are given on these boards, so no random octets are used; one with keys takes them from its hardware.
        crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 0))),
        store: RingSettings(unmounted: FlashMemory.settings), initial: OutstationSettings(),
        personality: .codeOfPractice))
  }

  /// Mounts the stores of meter and outstation.
  @inline(never)
  mutating func mount() throws(StorageError) {
    try port.outstation.meter.meter.mount(format: .whenUnused)
    try port.outstation.store.mount()
    try port.outstation.meter.accesses.mount()
    port.outstation.load()
  }

  /// Serves the console for ever.
  @inline(never)
  mutating func run() {
    ConsoleOutput.write("ready")
    writeMount()
    while true {
      let byte = board_getc()
      if byte < 0 {
        board_idle()
        continue
      }
      if isFrame(UInt8(truncatingIfNeeded: byte)) {
        serve(UInt8(truncatingIfNeeded: byte))
        continue
      }
      switch line.take(UInt8(truncatingIfNeeded: byte)) {
      case .incomplete: break
      case .tooLong: ConsoleOutput.error("line too long")
      case .complete: execute()
      }
    }
  }

  @inline(never)
  private mutating func execute() {
    switch line.letter() {
    case UInt8(ascii: "e"): takeEdge()
    case UInt8(ascii: "t"): letTimePass()
    case UInt8(ascii: "w"): takeWallClock()
    case UInt8(ascii: "v"): setLevel()
    case UInt8(ascii: "r"): if expectEnd() { writeRegisters() }
    case UInt8(ascii: "p"): showProfile()
    case UInt8(ascii: "l"): if expectEnd() { writeEvents() }
    case UInt8(ascii: "i"): if expectEnd() { writeInformation() }
    case UInt8(ascii: "c"):
      if expectEnd() { meter.commit() ? ConsoleOutput.ok() : ConsoleOutput.error("storage") }
    case UInt8(ascii: "s"): stop()
    case UInt8(ascii: "a"): setPassword()
    case UInt8(ascii: "y"): noteBattery()
    case UInt8(ascii: "x"): if expectEnd() { board_reset() }
    case UInt8(ascii: "q"): if expectEnd() { board_exit(0) }
    default: ConsoleOutput.error("unknown command")
    }
  }

  /// `y <0|1>`
  private mutating func noteBattery() {
    guard let isLow = line.number(in: 0...1), line.isAtEnd() else { return ConsoleOutput.error("arguments") }
    meter.noteBattery(isLow: isLow == 1)
    ConsoleOutput.ok()
  }

  private mutating func expectEnd() -> Bool {
    if line.isAtEnd() { return true }
    ConsoleOutput.error("arguments")
    return false
  }

  // MARK: The world

  /// `e <channel> <0|1> <tick_us> [sequence]`
  private mutating func takeEdge() {
    guard let channel = line.number(in: 0...1), let level = line.number(in: 0...1), let tick = readTick()
    else { return ConsoleOutput.error("arguments") }
    var sequence: Int64 = 0
    if !line.isAtEnd() {
      guard let number = line.number(in: 0...Int64(UInt32.max)), line.isAtEnd() else {
        return ConsoleOutput.error("arguments")
      }
      sequence = number
    }
    guard accepts(tick, since: newestTick) else { return }
    begin(at: tick, reading: nil)
    newestTick = max(newestTick, tick)
    meter.take(
      LineEdge(
        channel: UInt8(channel), isActive: level == 1, tickNanoseconds: tick.nanoseconds,
        sequence: UInt32(sequence)))
    ConsoleOutput.ok()
  }

  /// `t <tick_us>`
  private mutating func letTimePass() {
    guard let tick = readTick(), line.isAtEnd() else { return ConsoleOutput.error("arguments") }
    guard accepts(tick, since: newestTick) else { return }
    begin(at: tick, reading: nil)
    advance(to: tick)
    ConsoleOutput.ok()
  }

  /// `w <utc_seconds> <tick_us> <synchronised 0|1>`
  private mutating func takeWallClock() {
    // 2000 to 2100: outside, a reading is a failure of its source.
    guard let seconds = line.number(in: 946_684_800...4_102_444_800), let tick = readTick(),
      let synchronised = line.number(in: 0...1), line.isAtEnd()
    else { return ConsoleOutput.error("arguments") }
    guard accepts(tick, since: newestTick) else { return }
    let reading = WallClockReading(
      utcNanoseconds: seconds * 1_000_000_000, isSynchronised: synchronised == 1)
    if hasBegun {
      advance(to: tick)
      meter.observe(reading, at: tick)
    } else {
      begin(at: tick, reading: reading)
      advance(to: tick)
    }
    ConsoleOutput.ok()
  }

  /// `v <channel> <0|1>`
  private mutating func setLevel() {
    guard let channel = line.number(in: 0...1), let level = line.number(in: 0...1), line.isAtEnd() else {
      return ConsoleOutput.error("arguments")
    }
    guard !hasBegun else { return ConsoleOutput.error("metering has begun") }
    startsActive[Int(channel)] = level == 1
    ConsoleOutput.ok()
  }

  /// `s <tick_us>`
  private mutating func stop() {
    guard let tick = readTick(), line.isAtEnd() else { return ConsoleOutput.error("arguments") }
    guard accepts(tick, since: newestTick) else { return }
    begin(at: tick, reading: nil)
    newestTick = tick
    meter.stop(at: tick) ? ConsoleOutput.ok() : ConsoleOutput.error("storage")
  }

  private mutating func begin(at tick: Tick, reading: WallClockReading?) {
    guard !hasBegun else { return }
    hasBegun = true
    meter.begin(
      at: tick, reading: reading, cause: board_was_reset() ? .restart : .supplyRestored, boot: .unknown,
      isContinuous: false)
    for channel in 0..<2 {
      meter.start(channel: UInt8(channel), isActive: startsActive[channel], at: tick)
    }
  }

  private mutating func advance(to tick: Tick) {
    newestTick = tick
    meter.advance(to: tick)
  }

  /// A tick in microseconds.
  private mutating func readTick() -> Tick? {
    guard let microseconds = line.number(in: 0...4_000_000_000_000_000) else { return nil }
    return Tick(nanoseconds: microseconds * 1_000)
  }

  /// Time goes forward, and by no more than a day at once.
  private mutating func accepts(_ tick: Tick, since oldest: Tick) -> Bool {
    if !hasBegun { return true }
    guard tick >= oldest, tick.nanoseconds(since: newestTick) <= 86_400_000_000_000 else {
      ConsoleOutput.error("tick")
      return false
    }
    return true
  }

  // MARK: Reading

  /// `p [from to]`
  private mutating func showProfile() {
    let ids = meter.rowIDs
    if line.isAtEnd() { return writeRows(ids) }
    let all = 0...Int64(UInt32.max - 1)
    guard let from = line.number(in: all), let to = line.number(in: all), from <= to, line.isAtEnd() else {
      return ConsoleOutput.error("arguments")
    }
    writeRows(Range(UInt32(from)...UInt32(to)).clamped(to: ids))
  }
}
