import HAL
import MeterCore
import MockHAL
import Testing

@Suite struct SampleFrameTests {
  static let seed: UInt64 = 20_261_123

  static func format(_ channels: UInt8 = 6, bits: UInt8 = 24) -> SampleFormat {
    SampleFormat(channelCount: channels, setsPerSecondNumerator: 4000, significantBits: bits)
  }

  static func samples(_ count: Int, _ format: SampleFormat, _ random: inout SeededRandom) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: (-format.fullScale - 1)...format.fullScale, using: &random) }
  }

  static func encode(_ format: SampleFormat, _ index: UInt64, _ samples: [Int32]) -> [UInt8] {
    let sets = UInt8(samples.count / Int(format.channelCount))
    var buffer = [UInt8](repeating: 0, count: SampleFrame.maximumBytes)
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    let count = SampleFrameEncoder.encode(
      SampleFrame(format: format, firstIndex: index, setCount: sets), samples: samples.span, into: &bytes)
    return Array(buffer[..<count])
  }

  /// What a decoder finds in `bytes`, given in portions.
  static func decode(_ bytes: [UInt8], portions: [Int] = [4096]) -> [(frame: SampleFrame, samples: [Int32])] {
    var decoder = SampleFrameDecoder<4096>()
    var found: [(SampleFrame, [Int32])] = []
    var position = 0
    var turn = 0
    while position < bytes.count {
      let count = min(portions[turn % portions.count], bytes.count - position)
      turn += 1
      position += decoder.receive(bytes.span.bytes.extracting(position..<(position + count)))
      while let frame = decoder.nextFrame() {
        let channels = Int(frame.format.channelCount)
        var samples = [Int32](repeating: 0, count: Int(frame.setCount) * channels)
        var span = samples.mutableSpan
        let copied = decoder.copySets(from: 0, into: &span, at: 0)
        #expect(copied == Int(frame.setCount))
        found.append((frame, samples))
      }
    }
    return found
  }

  @Test("The bytes are those of docs/sample-stream.md")
  func layout() {
    let bytes = Self.encode(
      SampleFormat(
        channelCount: 2, setsPerSecondNumerator: 15625, setsPerSecondDenominator: 2, significantBits: 24),
      0x0102_0304_0506_0708, [1, -2])
    // The CRC-32C was computed by an independent program (Python, bit by bit).
    #expect(
      bytes == [
        0xA5, 0x5A, 1, 2, 24, 1, 0, 0, 0x09, 0x3D, 0, 0, 2, 0, 0, 0, 0xFF, 0xFF, 0x7F, 0, 8, 7, 6, 5, 4, 3, 2,
        1, 1, 0, 0, 0xFE, 0xFF, 0xFF, 0x95, 0xEF, 0x22, 0x3A,
      ])
  }

  @Test(
    "Whole, byte by byte, in odd portions and glued: the same sets",
    arguments: [8, 16, 17, 24, 25, 32] as [UInt8])
  func portions(bits: UInt8) {
    var random = SeededRandom(seed: Self.seed &+ UInt64(bits))
    var stream: [UInt8] = []
    var expected: [(UInt64, [Int32])] = []
    var index: UInt64 = 1000
    for channels in [1, 2, 6, 7, 32] as [UInt8] {
      let format = Self.format(channels, bits: bits)
      for sets in [1, 3, SampleFrame.maximumSets(format)] {
        let samples = Self.samples(sets * Int(channels), format, &random)
        stream += Self.encode(format, index, samples)
        expected.append((index, samples))
        index += UInt64(sets)
      }
    }
    for portions in [[1], [4096], [7, 1, 500, 33], [stream.count]] {
      let found = Self.decode(stream, portions: portions)
      #expect(found.map(\.frame.firstIndex) == expected.map(\.0), "seed \(Self.seed)")
      #expect(found.map(\.samples) == expected.map(\.1), "seed \(Self.seed)")
    }
  }

  @Test("Every single flipped bit costs its own frame and nothing else, and never gives a wrong sample")
  func flips() {
    var random = SeededRandom(seed: Self.seed)
    let format = Self.format()
    let frames = (0..<3).map { number in
      (UInt64(number * 4), Self.samples(24, format, &random))
    }
    let encoded = frames.map { Self.encode(format, $0.0, $0.1) }
    for bit in 0..<(encoded[1].count * 8) {
      var damaged = encoded[1]
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      // A longer claim may wait for more bytes than follow: what comes later settles it.
      let found = Self.decode(encoded[0] + damaged + encoded[2] + [UInt8](repeating: 0, count: 4096))
      #expect(found.map(\.frame.firstIndex) == [0, 8], "bit \(bit)")
      #expect(found.map(\.samples) == [frames[0].1, frames[2].1], "bit \(bit)")
    }
    // Any other value of any one byte as well: an error burst of 8 bits is always seen by a CRC of 32.
    for place in encoded[1].indices {
      for value in 0...255 as ClosedRange<UInt8> where value != encoded[1][place] {
        var damaged = encoded[1]
        damaged[place] = value
        #expect(Self.decode(damaged).isEmpty, "byte \(place) as \(value)")
      }
    }
  }

  @Test("Noise, cut and doubled bytes: only true frames come through, later ones all of them")
  func noise() {
    var random = SeededRandom(seed: Self.seed)
    let format = Self.format(3, bits: 16)
    var stream: [UInt8] = []
    var truth: [UInt64: [Int32]] = [:]
    var intact: [UInt64] = []
    for number in 0..<400 {
      let index = UInt64(number * 5)
      let samples = Self.samples(15, format, &random)
      truth[index] = samples
      var bytes = Self.encode(format, index, samples)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.remove(at: Int.random(in: bytes.indices, using: &random))
      case 1: bytes.insert(bytes[3], at: Int.random(in: bytes.indices, using: &random))
      case 2:
        let noise = (0..<Int.random(in: 1..<80, using: &random)).map { _ in
          [0xA5, 0x5A, 1, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random)!
        }
        stream += noise
        intact.append(index)
      default: intact.append(index)
      }
      stream += bytes
    }
    stream += [UInt8](repeating: 0, count: 4096)
    let found = Self.decode(stream, portions: [61, 5, 997])
    for (frame, samples) in found { #expect(truth[frame.firstIndex] == samples, "seed \(Self.seed)") }
    // A byte doubled or removed may leave a frame intact (an equal byte beside it), so at least the intact ones.
    let indices = Set(found.map(\.frame.firstIndex))
    #expect(indices.isSuperset(of: intact), "seed \(Self.seed)")
  }

  @Test("Headers outside their ranges are never taken, even with a right CRC")
  func headers() {
    let good = Self.encode(Self.format(2), 0, [1, 2])
    for (place, value) in [(2, 2), (3, 0), (3, 33), (4, 1), (4, 33), (5, 0), (6, 1), (7, 1), (19, 0x80)] {
      var bytes = good
      bytes[place] = UInt8(value)
      let crc = CRC32C.checksum(bytes.span.bytes.extracting(0..<(bytes.count - 4)))
      for index in 0..<4 { bytes[bytes.count - 4 + index] = UInt8(truncatingIfNeeded: crc >> (8 * index)) }
      #expect(Self.decode(bytes + [UInt8](repeating: 0, count: 4096)).isEmpty, "byte \(place) as \(value)")
    }
  }

  @Test("Beyond the range is the end stop, on both sides of the line")
  func endStops() {
    let format = Self.format(2, bits: 16)
    let bytes = Self.encode(format, 0, [40_000, -40_000])
    #expect(Self.decode(bytes)[0].samples == [32_767, -32_768])
    let narrow = SampleFormat(
      channelCount: 1, setsPerSecondNumerator: 4000, significantBits: 16, fullScale: 30_000)
    #expect(Self.decode(Self.encode(narrow, 0, [32_000]))[0].samples == [30_000])
  }

  @Test("The encoder refuses what does not fit")
  func refusals() {
    let format = Self.format(32, bits: 32)
    #expect(SampleFrame.maximumSets(format) == 31)
    #expect(Self.encode(format, 0, [Int32](repeating: 0, count: 32 * 32)).isEmpty)
    #expect(Self.encode(format, 0, []).isEmpty)
  }
}
