import HAL
import MeterCore
import MockHAL
import Testing

@Suite struct SerialSampleSourceTests {
  private let format = SampleFrameTests.format(2, bits: 16)

  /// Bytes of frames of 4 sets whose samples are their index and its negative.
  private func frame(_ index: UInt64, _ format: SampleFormat? = nil) -> [UInt8] {
    SampleFrameTests.encode(
      format ?? self.format, index, (0..<4).flatMap { [Int32(index + $0) % 1000, -Int32(index + $0) % 1000] })
  }

  private func read<Port: SerialPort>(
    _ source: inout SerialSampleSource<Port, VirtualClock>, sets: Int = 100
  ) throws -> (block: SampleBlock, samples: [Int32]) {
    var buffer = [Int32](repeating: 0, count: sets * 2)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    return (block, Array(buffer[..<(block.setCount * 2)]))
  }

  @Test("Frames become blocks; a lost frame is a jump; a block has no gap")
  func jump() throws {
    let port = ExpectedSerialPort([
      .read(frame(500) + frame(504) + frame(512)), .silence, .silence,
    ])
    let clock = VirtualClock(utcSeconds: 0)
    clock.advance(byNanoseconds: 1_000_000_000)
    var source = SerialSampleSource(port: port, clock: clock, format: format)
    var (block, samples) = try read(&source, sets: 3)
    #expect(block.firstIndex == 0 && samples == [500, -500, 501, -501, 502, -502])
    (block, samples) = try read(&source)
    #expect(block.firstIndex == 3 && block.setCount == 5 && samples.first == 503)
    (block, samples) = try read(&source)
    #expect(block.firstIndex == 12 && block.setCount == 4 && samples.first == 512 && !block.isLossEstimated)
    #expect(block.lastSetTickNanoseconds == 1_000_000_000)
    #expect(try read(&source).block.setCount == 0)
  }

  @Test("A reader that stalls while the line drops bytes sees a flagged loss and no wrong sample")
  func stall() throws {
    // What a kernel keeps when its buffer is full: the beginning, cut anywhere; then what came after.
    for cut in 0..<120 {
      let kept = Array((0..<4).flatMap { frame(UInt64($0) * 4) }.prefix(cut))
      let after = (40..<44).flatMap { frame(UInt64($0) * 4) }
      let port = ExpectedSerialPort([.read(frame(0)), .silence, .read(kept.dropFirst(0) + after), .silence])
      var source = SerialSampleSource(port: port, clock: VirtualClock(utcSeconds: 0), format: format)
      #expect(try read(&source).block.setCount == 4)
      var next: UInt64 = 4
      var hasJump = false
      while true {
        let (block, samples) = try read(&source)
        if block.setCount == 0 { break }
        hasJump = hasJump || block.firstIndex > next
        next = block.nextIndex
        for set in 0..<block.setCount { #expect(samples[2 * set] == -samples[2 * set + 1]) }
      }
      #expect(hasJump && next >= 176, "cut \(cut)")
    }
  }

  @Test("A front end that starts anew is a loss estimated from the time")
  func restart() throws {
    let port = ExpectedSerialPort([
      .read(frame(800)), .silence, .read(frame(0) + frame(4)), .silence,
    ])
    let clock = VirtualClock(utcSeconds: 0)
    var source = SerialSampleSource(port: port, clock: clock, format: format)
    #expect(try read(&source).block.nextIndex == 4)
    clock.advance(byNanoseconds: 500_000_000)
    let (block, samples) = try read(&source)
    #expect(block.firstIndex == 4 + 2000 - 4 && block.isLossEstimated && samples[0] == 0)
    #expect(block.setCount == 8)
  }

  @Test("Another format is refused and named; a line that hangs up says so")
  func failures() throws {
    let other = SampleFrameTests.format(2, bits: 24)
    let port = ExpectedSerialPort([
      .read(frame(0) + frame(0, other)), .failure(SerialPortError(.deviceGone, errorNumber: 5)),
    ])
    var source = SerialSampleSource(port: port, clock: VirtualClock(utcSeconds: 0), format: format)
    #expect(try read(&source).block.setCount == 4)
    // The frame was found while the first block was read, and reported only with nothing delivered.
    #expect(source.refusedFormat == other)
    #expect(throws: SampleSourceError(.deviceGone, errorNumber: 5, setsDelivered: 4)) { try read(&source) }
  }

  @Test("Frames of the largest size pass, however the port portions them")
  func large() throws {
    let wide = SampleFrameTests.format(32, bits: 32)
    var random = SeededRandom(seed: 5)
    let sets = SampleFrame.maximumSets(wide)
    let samples = (0..<4).map { _ in SampleFrameTests.samples(sets * 32, wide, &random) }
    let stream = samples.enumerated().flatMap {
      SampleFrameTests.encode(wide, UInt64($0.offset * sets), $0.element)
    }
    let port = ExpectedSerialPort([.read(stream), .silence, .silence])
    var source = SerialSampleSource(port: port, clock: VirtualClock(utcSeconds: 0), format: wide)
    var buffer = [Int32](repeating: 0, count: sets * 32 * 4)
    var span = buffer.mutableSpan
    #expect(try source.readSets(into: &span).setCount == sets * 4)
    #expect(buffer == samples.flatMap { $0 })
  }

  @Test("Stamps follow the earliest arrivals, not a late reader")
  func timeline() {
    var line = SampleTimeline(format)
    // 10 ms a block of 40 sets; every fifth is read late.
    for block in 0..<200 as Range<Int64> {
      let late: Int64 = block % 5 == 3 ? 6_000_000 : 0
      line.observe(index: UInt64(block * 40), tickNanoseconds: 1_000_000_000 + block * 10_000_000 + late)
      let error = line.tickNanoseconds(of: UInt64(block * 40)) - (1_000_000_000 + block * 10_000_000)
      #expect(error >= 0 && error <= 2000, "block \(block)")
    }
  }
}
