import Foundation
import HAL
import SimulatedHAL
import Testing

@testable import Gateway

@Suite struct BoardSampleSourceTests {
  private func samples(_ source: String, _ more: String, inputs: (Int, Int) = (0, 1)) throws -> BoardSamples {
    let text = """
      version: 1
      name: sampled
      samples:
        source: {\(source)}
        wiring: single_phase
        nominal_voltage_volts: 230
        reference_current_amperes: 5
      \(more)
        channels:
          V1: {input: \(inputs.0), volts_per_count: 0.01}
          I1: {input: \(inputs.1), amperes_per_count: 0.001}
      """
    return try #require(try BoardFile.parse(text, file: "b.yaml").samples)
  }

  private func with<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "capture-" + UUID().uuidString
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test(
    "The shipped boards open, and give what their scenario says", arguments: ["three-phase", "twin-element"])
  func shipped(name: String) throws {
    let path = BoardFileTests.folder.appendingPathComponent("simulated-\(name).yaml").path
    let samples = try #require(try BoardFile.load(path).samples)
    let time = SimulatedTime(startUTCNanoseconds: 0, pace: .steps(nanoseconds: 1_000_000_000))
    let source = try BoardSampleSource(samples, time: time)
    #expect(source.format == samples.format && source.failure == nil)
    time.refresh()
    var buffer = [Int32](repeating: 0, count: 4001 * Int(source.format.channelCount))
    var span = buffer.mutableSpan
    #expect(try source.readSets(into: &span).setCount == 4001)
    for channel in samples.channels where channel.role.isVoltage {
      let channels = Int(source.format.channelCount)
      let sum = (0..<4000).reduce(0.0) { sum, set in
        sum + Double(buffer[set * channels + channel.input]) * Double(buffer[set * channels + channel.input])
      }
      #expect(abs((sum / 4000).squareRoot() * channel.unitsPerCount.approximate - 230) < 0.1)
    }
  }

  @Test("A raw capture opens by its board; one that ends too early says so in words")
  func replay() throws {
    let rate = "  sample_rate_hz: 4000\n  significant_bits: 16"
    try with([1, 0, 2, 0, 3]) { path in
      let source = try BoardSampleSource(
        try samples("type: replay, format: raw, file: \(path), input_count: 2, sample_bytes: 2", rate),
        time: SimulatedTime(startUTCNanoseconds: 0, pace: .steps(nanoseconds: 1)))
      var buffer = [Int32](repeating: 0, count: 2)
      var span = buffer.mutableSpan
      #expect(try source.readSets(into: &span).setCount == 1 && source.descriptor == nil)
      #expect(buffer == [1, 2])
      // Set 1 is due 250 µs later; that it is cut is seen when it is fetched.
      #expect(throws: SampleSourceError.self) {
        var span = buffer.mutableSpan
        _ = try source.readSets(into: &span)
      }
      #expect(source.failure?.contains("ends inside the set that starts at byte 4") == true)
    }
  }

  @Test("What cannot be opened says whether the board or the device is at fault")
  func failures() throws {
    let rate = "  sample_rate_hz: 4000\n  significant_bits: 16"
    func failure(_ samples: BoardSamples) -> BoardSampleSource.Failure? {
      do {
        _ = try BoardSampleSource(samples, time: nil)
        return nil
      } catch { return error }
    }
    let missing = try failure(
      samples("type: replay, format: raw, file: /nowhere, input_count: 2, sample_bytes: 2", rate))
    #expect(missing?.isConfiguration == false && missing?.description.contains("/nowhere") == true)
    let header: [UInt8] =
      Array("RIFF0000WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 2, 0, 0x40, 0x1F, 0, 0, 0, 0, 0, 0, 8, 0, 32, 0]
      + Array("data".utf8) + [0, 0, 0, 0]
    try with(header) { path in
      let wide = try failure(samples("type: replay, format: wav, file: \(path)", ""))
      #expect(wide?.isConfiguration == true && wide?.description.contains("32 bits; 8 to 24") == true)
      let beyond = try failure(
        samples("type: replay, format: wav, file: \(path)", "  significant_bits: 24", inputs: (0, 2)))
      #expect(beyond?.isConfiguration == true && beyond?.description.contains("has 2 inputs") == true)
      #expect(
        try failure(samples("type: replay, format: wav, file: \(path)", "  significant_bits: 24")) == nil)
    }
    let iio = try failure(
      samples("type: iio, device: none-such", "  sample_rate_hz: 4000", inputs: (0, 1)))
    #expect(iio?.isConfiguration == false && iio?.description.contains("none-such") == true)
  }
}
