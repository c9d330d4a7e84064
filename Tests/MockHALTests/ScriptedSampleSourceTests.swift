import HAL
import MockHAL
import Testing

@Suite struct ScriptedSampleSourceTests {
  private let format = SampleFormat(channelCount: 2, setsPerSecondNumerator: 4000, significantBits: 24)

  private func read(_ source: ScriptedSampleSource, sets: Int) throws -> (SampleBlock, [Int32]) {
    var buffer = [Int32](repeating: 0, count: sets * 2)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    return (block, Array(buffer[..<(block.setCount * 2)]))
  }

  @Test func playsAndReportsLeftovers() throws {
    let failure = SampleSourceError(.deviceGone, errorNumber: 19)
    let source = ScriptedSampleSource(
      [
        .sets([1, 2, 3, 4, 5, 6]), .pause, .sets([7, 8]), .loss(sets: 10), .sets([9, 10]),
        .loss(sets: 5, isEstimated: true), .sets([11, 12]), .failure(failure), .end, .sets([99, 99]),
      ], format: format)
    var (block, samples) = try read(source, sets: 2)
    #expect(block.firstIndex == 0 && samples == [1, 2, 3, 4])
    (block, samples) = try read(source, sets: 5)
    #expect(block.firstIndex == 2 && samples == [5, 6] && block.lastSetTickNanoseconds == 500_000)
    (block, samples) = try read(source, sets: 5)
    #expect(block.firstIndex == 3 && samples == [7, 8] && !block.isLossEstimated)
    (block, samples) = try read(source, sets: 5)
    #expect(block.firstIndex == 14 && samples == [9, 10] && !block.isLossEstimated)
    (block, samples) = try read(source, sets: 5)
    #expect(block.firstIndex == 20 && samples == [11, 12] && block.isLossEstimated)
    #expect(throws: failure) { try read(source, sets: 5) }
    (block, samples) = try read(source, sets: 5)
    #expect(block.isEnd && samples.isEmpty)
    #expect(source.finish() == [.sets([99, 99])])
  }

  @Test func refusesABufferWithoutRoom() {
    let source = ScriptedSampleSource([.sets([1, 2])], format: format)
    #expect(throws: SampleSourceError(.bufferTooSmall)) {
      var buffer: [Int32] = [0]
      var span = buffer.mutableSpan
      _ = try source.readSets(into: &span)
    }
    #expect(source.finish().count == 1)
  }
}
