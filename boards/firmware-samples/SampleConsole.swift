import BoardConsole
import CBoard
import HAL
import MeterCore

/// The firmware's main loop: takes commands from the console and hands samples to the meter. `README.md` has the
/// commands. A board with a converter of its own takes its sets in this loop, as `feed` does.
struct SampleConsole: ~Copyable {
  /// The meter.
  var board = SampleMeter()
  private var waveform = StoredWaveform()
  private var block = InlineArray<240, Int32>(repeating: 0)
  private var line = ConsoleLine()

  /// Mounts the meter's store.
  mutating func mount() throws(StorageError) { try board.mount() }

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
    case UInt8(ascii: "w"): setClock()
    case UInt8(ascii: "f"): feed()
    case UInt8(ascii: "u"): takeFrames()
    case UInt8(ascii: "r"): if expectEnd() { writeRegisters() }
    case UInt8(ascii: "n"): if expectEnd() { writeWindow() }
    case UInt8(ascii: "o"): if expectEnd() { writePulses() }
    case UInt8(ascii: "k"): if expectEnd() { writeCost() }
    case UInt8(ascii: "p"): if expectEnd() { writeRows() }
    case UInt8(ascii: "l"): if expectEnd() { writeEvents() }
    case UInt8(ascii: "i"): if expectEnd() { writeInformation() }
    case UInt8(ascii: "c"): if expectEnd() { answer(board.meter.commit()) }
    case UInt8(ascii: "s"): if expectEnd() { answer(board.stop()) }
    case UInt8(ascii: "b"): measure()
    case UInt8(ascii: "x"): if expectEnd() { board_reset() }
    case UInt8(ascii: "q"): if expectEnd() { board_exit(0) }
    default: ConsoleOutput.error("unknown command")
    }
  }

  private mutating func expectEnd() -> Bool {
    if line.isAtEnd() { return true }
    ConsoleOutput.error("arguments")
    return false
  }

  private func answer(_ isGood: Bool) { isGood ? ConsoleOutput.ok() : ConsoleOutput.error("storage") }

  /// `w <utc_seconds> <synchronised 0|1>`
  private mutating func setClock() {
    // 2000 to 2100: outside, a reading is a failure of its source.
    guard let seconds = line.number(in: 946_684_800...4_102_444_800),
      let synchronised = line.number(in: 0...1),
      line.isAtEnd()
    else { return ConsoleOutput.error("arguments") }
    board.setClock(utcSeconds: seconds, isSynchronised: synchronised == 1)
    ConsoleOutput.ok()
  }

  /// A number of sets: at most an hour.
  private mutating func readCount() -> Int? {
    guard let count = line.number(in: 1...14_400_000), line.isAtEnd() else {
      ConsoleOutput.error("arguments")
      return nil
    }
    return Int(count)
  }

  /// `f <sets>`: from the stored waveform
  private mutating func feed() {
    guard var left = readCount() else { return }
    board.begin()
    while left > 0 {
      waveform.skipLost()
      let count = min(left, waveform.setsInStretch)
      let index = waveform.index
      waveform.fill(&block, count: count)
      board.take(block, count: count, index: index)
      left -= count
    }
    ConsoleOutput.ok()
  }

  /// `u <sets>`: as frames, which follow the line; ends with the frame that holds set number `sets` - 1
  @inline(never)
  private mutating func takeFrames() {
    guard let end = readCount() else { return }
    board.begin()
    var source = SerialSampleSource(
      port: ConsolePort(), clock: StandingClock(), format: SampleSetup.format)
    var next = 0
    while next < end {
      do throws(SampleSourceError) {
        var samples = block.mutableSpan
        let taken = try source.readSets(into: &samples)
        if taken.setCount == 0 {
          board_idle()
          continue
        }
        board.take(block, count: taken.setCount, index: taken.firstIndex)
        next = Int(truncatingIfNeeded: taken.nextIndex)
      } catch { return ConsoleOutput.error("samples") }
    }
    ConsoleOutput.write("frames")
    ConsoleOutput.field("rejected", Int64(truncatingIfNeeded: source.rejectedFrames))
    ConsoleOutput.field("skipped", Int64(truncatingIfNeeded: source.skippedBytes))
    ConsoleOutput.endLine()
    ConsoleOutput.ok()
  }

  /// `b <edges>`
  private mutating func measure() {
    guard let edges = line.number(in: 1...50_000), line.isAtEnd() else {
      return ConsoleOutput.error("arguments")
    }
    do throws(StorageError) {
      try EdgeBenchmark.run(edges: Int(edges))
      ConsoleOutput.ok()
    } catch { ConsoleOutput.error(error.word) }
  }
}
