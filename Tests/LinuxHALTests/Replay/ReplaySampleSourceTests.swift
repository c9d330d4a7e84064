import Foundation
import HAL
import LinuxHAL
import Synchronization
import Testing

@Suite struct ReplaySampleSourceTests {
  /// Writes `bytes` to a file for the time of `body`.
  @discardableResult private func with<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "capture-" + UUID().uuidString
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func read(
    _ source: ReplaySampleSource, sets: Int = 1000
  ) throws -> (block: SampleBlock, samples: [Int32]) {
    let channels = Int(source.format.channelCount)
    var buffer = [Int32](repeating: 0, count: sets * channels)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    return (block, Array(buffer[..<(block.setCount * channels)]))
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func chunk(_ tag: String, _ bytes: [UInt8], length: Int? = nil) -> [UInt8] {
    Array(tag.utf8) + little(length ?? bytes.count, 4) + bytes + (bytes.count % 2 == 1 ? [0] : [])
  }

  private func wav(
    channels: Int = 2, bits: Int = 16, valid: Int? = nil, tag: Int = 1, rate: Int = 8000, samples: [Int],
    before: [UInt8] = [], dataLength: Int? = nil, cut: Int = 0
  ) -> [UInt8] {
    var format = little(valid == nil ? tag : 0xFFFE, 2) + little(channels, 2) + little(rate, 4)
    format += little(rate * channels * bits / 8, 4) + little(channels * bits / 8, 2) + little(bits, 2)
    if let valid {
      format += little(22, 2) + little(valid, 2) + little(0, 4) + little(tag, 2)
      format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    let data = samples.flatMap { little($0, bits / 8) }
    let body = Array("WAVE".utf8) + before + chunk("fmt ", format) + chunk("data", data, length: dataLength)
    let file = chunk("RIFF", body)
    return Array(file.dropLast(cut))
  }

  @Test(
    "16, 24 and 32 bits, plain and extensible", arguments: [(16, 16), (24, 24), (32, 32), (32, 24), (24, 20)])
  func wavBits(bits: Int, valid: Int) throws {
    let top = 1 << (valid - 1)
    let values = [0, 1, -1, top - 1, -top, 12345 % top]
    let stored = values.map { $0 << (bits - valid) }
    for isExtensible in valid == bits ? [false, true] : [true] {
      // An odd chunk before the format, as recorders write.
      let bytes = wav(
        channels: 3, bits: bits, valid: isExtensible ? valid : nil, samples: stored,
        before: chunk("LIST", [1, 2, 3]))
      try with(bytes) { path in
        let source = try ReplaySampleSource.wav(path: path)
        #expect(
          source.format
            == SampleFormat(channelCount: 3, setsPerSecondNumerator: 8000, significantBits: UInt8(valid)))
        let (block, samples) = try read(source)
        #expect(samples == values.map(Int32.init) && block.firstIndex == 0)
        #expect(block.lastSetTickNanoseconds == 125_000)
        #expect(try read(source).block.isEnd)
      }
    }
  }

  @Test("A 24-bit converter behind 32-bit samples: the board's bits count")
  func wavLowered() throws {
    try with(wav(channels: 1, bits: 32, samples: [5 << 8, -7 << 8])) { path in
      let source = try ReplaySampleSource.wav(path: path, significantBits: 24)
      #expect(try read(source).samples == [5, -7] && source.format.significantBits == 24)
    }
  }

  @Test(
    "A recorder that was killed leaves its length open: the data goes to the end",
    arguments: [0, 0xFFFF_FFFF])
  func wavOpen(length: Int) throws {
    try with(wav(samples: [1, 2, 3, 4], dataLength: length)) { path in
      let source = try ReplaySampleSource.wav(path: path)
      #expect(try read(source).samples == [1, 2, 3, 4])
    }
  }

  @Test("RF64 has its length in 64 bits")
  func rf64() throws {
    var bytes = wav(
      samples: [1, 2, 3, 4, 5, 6],
      before: chunk("ds64", little(0, 8) + little(8, 8) + little(2, 8) + little(0, 4)),
      dataLength: 0xFFFF_FFFF)
    bytes.replaceSubrange(0..<4, with: Array("RF64".utf8))
    try with(bytes) { path in
      let source = try ReplaySampleSource.wav(path: path)
      #expect(try read(source).samples == [1, 2, 3, 4])
    }
  }

  @Test("A cut file gives everything before the cut, then says where it is cut", arguments: 1...8)
  func wavCut(cut: Int) throws {
    try with(wav(samples: [1, 2, 3, 4], cut: cut)) { path in
      let source = try ReplaySampleSource.wav(path: path)
      let whole = (8 - cut) / 4
      if whole > 0 { #expect(try read(source).samples == [1, 2]) }
      let offset = Int64(44 + 8 - cut)
      #expect(throws: SampleSourceError(.truncated, setsDelivered: UInt64(whole), byteOffset: offset)) {
        try read(source)
      }
      #expect(source.failure?.description.contains("byte \(offset): the file ends") == true)
    }
  }

  @Test("Every cut of the header is refused, never read as data")
  func wavHeaderCuts() throws {
    let bytes = wav(samples: [])
    for count in 0..<44 {
      try with(Array(bytes[..<count])) { path in
        #expect(throws: SampleFileError.self, "\(count) bytes") { _ = try ReplaySampleSource.wav(path: path) }
      }
    }
  }

  @Test("What is no integer PCM is refused with the byte that says so")
  func wavRefusals() throws {
    func refusal(_ bytes: [UInt8], significantBits: UInt8? = nil) throws -> String {
      try with(bytes) { path in
        do {
          _ = try ReplaySampleSource.wav(path: path, significantBits: significantBits)
          return "accepted"
        } catch { return "\(error)".replacingOccurrences(of: path, with: "f") }
      }
    }
    #expect(try refusal(wav(tag: 3, samples: [])).hasPrefix("f: byte 20: holds floating point"))
    #expect(try refusal(wav(tag: 7, samples: [])).hasPrefix("f: byte 20: holds format 7"))
    #expect(try refusal(wav(bits: 8, samples: [])).hasPrefix("f: byte 34: has samples of 8"))
    #expect(try refusal(wav(channels: 0, samples: [])).hasPrefix("f: byte 22: has 0 channels"))
    #expect(try refusal(wav(channels: 33, samples: [])).hasPrefix("f: byte 22: has 33 channels"))
    #expect(try refusal(wav(rate: 0, samples: [])).hasPrefix("f: byte 24: has a rate of 0"))
    #expect(try refusal(wav(valid: 17, samples: [])).hasPrefix("f: byte 38: has 17 valid bits"))
    #expect(try refusal(wav(samples: [1, 2], dataLength: 3)).contains("byte 40: has 3 bytes of data"))
    #expect(try refusal(Array("RIFX".utf8)).contains("byte 0: is no WAV file: it starts with 'RIFX'"))
    #expect(try refusal(Array("RIFF1234AVI ".utf8)).contains("byte 8: is a RIFF file of 'AVI '"))
    #expect(try refusal(wav(samples: []), significantBits: 24).contains("fewer than the 24"))
    #expect(throws: SampleFileError.self) { _ = try ReplaySampleSource.wav(path: "/nowhere.wav") }
    #expect(throws: SampleFileError.self) { _ = try ReplaySampleSource.wav(path: "/") }
  }

  private let format = SampleFormat(channelCount: 2, setsPerSecondNumerator: 4000, significantBits: 16)

  @Test("Raw captures of 2, 3 and 4 bytes; a cut set is an error at its byte", arguments: [2, 3, 4])
  func raw(bytes: Int) throws {
    let values = [1, -1, 32767, -32768, 5, 6]
    let file = values.flatMap { little($0, bytes) }
    try with(file) { path in
      let source = try ReplaySampleSource.raw(path: path, format: format, sampleBytes: bytes)
      #expect(try read(source, sets: 2).samples == [1, -1, 32767, -32768])
      #expect(try read(source, sets: 2).samples == [5, 6])
      #expect(try read(source).block.isEnd)
    }
    try with(Array(file.dropLast())) { path in
      let source = try ReplaySampleSource.raw(path: path, format: format, sampleBytes: bytes)
      #expect(try read(source).block.setCount == 2)
      #expect(
        throws: SampleSourceError(.truncated, setsDelivered: 2, byteOffset: Int64(file.count - 1))
      ) { try read(source) }
    }
    #expect(throws: SampleFileError.self) {
      try with(file) { _ = try ReplaySampleSource.raw(path: $0, format: format, sampleBytes: 5) }
    }
  }

  private func csv(_ text: String, columns: [String] = ["u", "i"], delimiter: String = ",") throws -> (
    samples: [Int32], jumps: [UInt64], failure: String
  ) {
    try with(Array(text.utf8)) { path in
      do {
        let source = try ReplaySampleSource.csv(
          path: path, columns: columns, format: format, delimiter: delimiter.utf8.first!)
        var samples: [Int32] = []
        var jumps: [UInt64] = []
        var next: UInt64 = 0
        while true {
          do {
            let (block, part) = try read(source)
            if block.isEnd { return (samples, jumps, "") }
            if block.firstIndex != next { jumps.append(block.firstIndex - next) }
            next = block.nextIndex
            samples += part
          } catch {
            let text = source.failure?.description.replacingOccurrences(of: path, with: "f") ?? "\(error)"
            return (samples, jumps, text)
          }
        }
      } catch { return ([], [], "\(error)".replacingOccurrences(of: path, with: "f")) }
    }
  }

  @Test("Columns are found by name, in any order, with any delimiter and line end")
  func csvReads() throws {
    #expect(try csv("u,i\n1,2\n-3,+4\n").samples == [1, 2, -3, 4])
    #expect(try csv("t,i,x,u\r\n0.5,2,z,1\r\n0.6,4,,-3\r\n").samples == [1, 2, -3, 4])
    #expect(try csv("\u{FEFF}\"u\" ; i\n 1 ; 2 \n\n3;\"4\"\n\n", delimiter: ";").samples == [1, 2, 3, 4])
    #expect(try csv("u\ti\n1\t2", delimiter: "\t").samples == [1, 2])
    #expect(try csv("u,i\n").samples.isEmpty)
  }

  @Test("A column 'index' numbers the sets; its gaps are losses")
  func csvIndex() throws {
    let (samples, jumps, failure) = try csv("index,u,i\n100,1,2\n101,3,4\n110,5,6\n111,7,8\n")
    #expect(samples == [1, 2, 3, 4, 5, 6, 7, 8] && jumps == [8] && failure == "")
    let back = try csv("index,u,i\n100,1,2\n100,3,4\n")
    #expect(back.samples == [1, 2] && back.failure == "f:3:1: the index 100 repeats or goes back")
  }

  @Test("Every fault has its line and column, after everything before it")
  func csvRefusals() throws {
    let wrong = try csv("u,i\n1,2\n3,4.5\n")
    #expect(wrong.samples == [1, 2] && wrong.failure == "f:3:3: '4.5' is no whole number of counts")
    #expect(try csv("u,i\n1,2\n,5\n").failure == "f:3:1: '' is no whole number of counts")
    #expect(try csv("u,i\n1 2,5\n").failure == "f:2:1: '12' is no whole number of counts")
    #expect(try csv("u,i\n1,2\n3,32768\n").failure == "f:3:3: 32768 is beyond a sample of 16 bits")
    #expect(try csv("u,i\n1,2,3\n").failure == "f:2:5: has more fields than its header (2)")
    #expect(try csv("u,i\n1\n2,3\n").failure == "f:2:3: has 1 fields, its header 2")
    #expect(
      try csv("u,i\n1,2\n3").failure == "f:3:1: the file ends inside the line: 1 of 2 fields are there")
    #expect(try csv("u,x\n1,2\n").failure == "f:1:1: has no column 'i'; its header names u, x")
    #expect(try csv("u,i,u\n1,2,3\n").failure == "f:1:5: has two columns 'u'")
    #expect(try csv("").failure.contains("has no column 'u'"))
    #expect(try csv("u,i\n1,99999999999999999999\n").failure.contains("f:2:3"))
  }

  @Test("A clock paces the replay; repeating goes on with the next index")
  func pace() throws {
    let clock = ClockBox()
    clock.now.withLock { $0 = 1_000_000_000 }
    try with([1, 2, 3, 4, 5, 6].flatMap { little($0, 2) }) { path in
      let source = try ReplaySampleSource.raw(
        path: path, format: format, sampleBytes: 2, repeats: true,
        now: { clock.now.withLock { $0 } })
      #expect(try read(source).samples == [1, 2])
      #expect(
        try read(source).block
          == SampleBlock(firstIndex: 1, setCount: 0, lastSetTickNanoseconds: 1_000_250_000))
      clock.now.withLock { $0 += 1_000_000 }
      let (block, samples) = try read(source)
      #expect(samples == [3, 4, 5, 6, 1, 2, 3, 4] && block.firstIndex == 1)
      #expect(block.lastSetTickNanoseconds == 1_001_000_000)
    }
    try with([]) { path in
      let source = try ReplaySampleSource.raw(path: path, format: format, sampleBytes: 2, repeats: true)
      #expect(try read(source).block.isEnd)
    }
  }

  private final class ClockBox: Sendable { let now = Mutex<Int64>(0) }
}
