import Foundation
import MockHAL
import Testing

@testable @_spi(SampleSums) import MeterCore

/// Sums against Tests/Oracle/sample_sums.py, a separate process with Python's integers.
@Suite struct SampleSumsTests {
  enum Pattern: String, CaseIterable {
    case random, lowest, highest, alternating, squareOfQuarterPeriod, opposite, sparse
  }

  private func sample(_ pattern: Pattern, _ set: Int, _ channel: Int, _ random: inout SeededRandom) -> Int32 {
    let (low, high): (Int32, Int32) = (-(1 << 23), (1 << 23) - 1)
    return switch pattern {
    case .random: Int32.random(in: low...high, using: &random)
    case .lowest: low
    case .highest: high
    case .alternating: (set + channel) & 1 == 0 ? low : high
    case .squareOfQuarterPeriod: set / 20 & 1 == 0 ? low : high
    case .opposite: channel & 1 == 0 ? low : high
    case .sparse: set % 61 == channel ? low : Int32(set % 3 - 1)
    }
  }

  /// Runs `sets` sets through a kernel that never finds a crossing; compares the sums of its open window.
  private func compare<let Elements: Int>(
    _ kernel: consuming SampleKernel<Elements>, _ samples: [Int32], seconds: [Int], pattern: Pattern
  ) throws {
    var kernel = kernel
    _ = SampleRig.feed(samples, &kernel, seed: UInt64(samples.count))
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sums-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try samples.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
    let count = Int(kernel.count)
    try #require(count > 0)
    for element in 0..<Elements {
      let expected = try oracle([
        path, "\(kernel.configuration.channelCount)", "\(2 * element)", "\(2 * element + 1)", "\(seconds[element])",
        "\(Int(kernel.firstIndex))", "\(count)", "\(kernel.lag)", "\(kernel.configuration.sampleRateSets)", "50",
      ])
      let sums = kernel.openSums(of: element)
      #expect((0..<10).map { sums[$0] } == expected, "\(pattern), element \(element), \(count) sets")
    }
  }

  private func oracle(_ arguments: [String]) throws -> [Int64] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Oracle/sample_sums.py").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "python3 is needed for the oracle")
    return text.split(separator: "\n").map { Int64($0)! }
  }

  private func unanchored(_ configuration: inout SampleConfiguration, forcedEnd: UInt32) {
    // A hysteresis beyond every sample: no crossing, no anchor.
    configuration.healthyVoltageMillivolts = 4_000_000_000
    configuration.forcedEndSamples = forcedEnd
  }

  @Test("Three elements, every pattern: bit-identical", arguments: Pattern.allCases)
  func patterns(pattern: Pattern) throws {
    var random = SeededRandom(seed: 21)
    let samples = (0..<1500).flatMap { set in (0..<6).map { sample(pattern, set, $0, &random) } }
    let kernel: SampleKernel<3> = try SampleRig.kernel(
      rate: 4000, bits: 24, fundamental: true, change: { unanchored(&$0, forcedEnd: 100_000) })
    try compare(kernel, samples, seconds: [-1, -1, -1], pattern: pattern)
  }

  @Test("Subtracted voltages: bit-identical", arguments: [Pattern.random, .opposite, .alternating])
  func subtracted(pattern: Pattern) throws {
    var random = SeededRandom(seed: 22)
    let samples = (0..<1100).flatMap { set in (0..<4).map { sample(pattern, set, $0, &random) } }
    let kernel: SampleKernel<2> = try SampleRig.kernel(
      rate: 4000, bits: 24, fundamental: true, change: { unanchored(&$0, forcedEnd: 30_000) },
      calibrate: { number, element in element.subtractedVoltageChannel = number == 0 ? 3 : 1 })
    try compare(kernel, samples, seconds: [3, 1], pattern: pattern)
  }

  @Test("No overflow at the longest window of extreme samples", arguments: [Pattern.lowest, .opposite])
  func longestWindow(pattern: Pattern) throws {
    var random = SeededRandom(seed: 23)
    // 20 sets fill the history, 231 make the first window.
    let before = 20 + 2 * 115
    let sets = before + Int(SampleLimits.longestWindow) - 1
    let samples = (0..<sets).flatMap { set in (0..<2).map { sample(pattern, set, $0, &random) } }
    let kernel: SampleKernel<1> = try SampleRig.kernel(
      rate: 4000, bits: 24, fundamental: true, change: { unanchored(&$0, forcedEnd: SampleLimits.longestWindow) })
    try compare(kernel, samples, seconds: [-1], pattern: pattern)
    // The bound itself: the most that a sum can be, in 128 bits.
    #expect(Int128(1 << 46) * Int128(SampleLimits.longestWindow) <= Int128(Int64.max))
    #expect(Int128(1 << 48) * Int128(SampleLimits.longestSubtractedWindow) <= Int128(Int64.max))
    #expect(Int128(1 << 46) * Int128(SampleLimits.longestWindow + 1) > Int128(Int64.max))
  }
}
