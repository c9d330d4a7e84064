import HAL

/// Samples of a capture file, paced by a clock or as fast as they are read.
///
/// The file is streamed. A capture that ends inside a set or holds something wrong delivers everything before
/// and then throws; `failure` says in words what and where.
public final class ReplaySampleSource: SampleSource {
  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities = [.countsLostSets, .stampsInDevice]
  /// What ended the replay, in words.
  public private(set) var failure: SampleFileError?
  private var reader: any CaptureReader
  private let now: (@Sendable () -> Int64)?
  private let startTick: Int64
  private let repeats: Bool
  private var set: [Int32]
  /// True while `set` holds the next set.
  private var isHolding = false
  private var isEnd = false
  private var delivered: UInt64 = 0
  /// Index of the next set, and what is added to a capture's own numbers.
  private var index: UInt64 = 0
  private var indexOffset: UInt64 = 0
  private var isNumbered = false
  private var hasSetsInThisRound = false

  /// Replays a WAV file. `significantBits` may lower the bits the file states, as for a 24-bit converter
  /// behind 32-bit samples. `now` is the monotonic clock that lets sets be taken; nil for no pace.
  public static func wav(
    path: String, significantBits: UInt8? = nil, repeats: Bool = false, now: (@Sendable () -> Int64)? = nil
  ) throws(SampleFileError) -> ReplaySampleSource {
    let bytes = try CaptureBytes(path: path)
    let header = try WAVHeader(bytes)
    let bits = significantBits.map(Int.init) ?? header.validBits
    guard bits <= header.validBits else {
      throw SampleFileError(
        path, .unsupportedFormat, "has samples of \(header.validBits) bits, fewer than the \(bits) asked for")
    }
    let format = SampleFormat(
      channelCount: UInt8(header.channelCount), setsPerSecondNumerator: header.framesPerSecond,
      significantBits: UInt8(bits))
    return ReplaySampleSource(
      LittleEndianSets(
        bytes, format: format, sampleBytes: header.containerBytes,
        shift: Int32(header.containerBytes * 8 - bits), first: header.dataStart,
        end: header.dataBytes.map { header.dataStart + Int64($0) }), repeats: repeats, now: now)
  }

  /// Replays a text file: `columns` name the channels in the header line, whole counts below it. A column
  /// `index` numbers the sets; its gaps are losses.
  public static func csv(
    path: String, columns: [String], format: SampleFormat, delimiter: UInt8 = UInt8(ascii: ","),
    repeats: Bool = false, now: (@Sendable () -> Int64)? = nil
  ) throws(SampleFileError) -> ReplaySampleSource {
    try check(format, path)
    guard columns.count == Int(format.channelCount) else {
      throw SampleFileError(
        path, .unsupportedFormat, "\(columns.count) columns are named for \(format.channelCount) channels")
    }
    let reader = try CSVSets(
      try CaptureBytes(path: path), wanted: columns, format: format, delimiter: delimiter)
    return ReplaySampleSource(reader, repeats: repeats, now: now)
  }

  /// Replays bare interleaved little-endian integers of `sampleBytes` (2, 3 or 4) bytes.
  public static func raw(
    path: String, format: SampleFormat, sampleBytes: Int, repeats: Bool = false,
    now: (@Sendable () -> Int64)? = nil
  ) throws(SampleFileError) -> ReplaySampleSource {
    try check(format, path)
    guard (2...4).contains(sampleBytes), Int(format.significantBits) <= 8 * sampleBytes else {
      throw SampleFileError(
        path, .unsupportedFormat, "\(format.significantBits) bits do not fit \(sampleBytes) bytes (2, 3 or 4)"
      )
    }
    return ReplaySampleSource(
      LittleEndianSets(try CaptureBytes(path: path), format: format, sampleBytes: sampleBytes),
      repeats: repeats, now: now)
  }

  private static func check(_ format: SampleFormat, _ path: String) throws(SampleFileError) {
    guard format.isValid else {
      throw SampleFileError(
        path, .unsupportedFormat, "needs 1 to 32 channels, a rate above 0 and 2 to 32 bits")
    }
  }

  private init(_ reader: any CaptureReader, repeats: Bool, now: (@Sendable () -> Int64)?) {
    self.reader = reader
    self.repeats = repeats
    self.now = now
    format = reader.format
    startTick = now?() ?? 0
    set = Array(repeating: 0, count: Int(reader.format.channelCount))
  }

  public func readSets(into samples: inout MutableSpan<Int32>) throws(SampleSourceError) -> SampleBlock {
    let channels = Int(format.channelCount)
    guard samples.count >= channels else {
      throw SampleSourceError(.bufferTooSmall, setsDelivered: delivered)
    }
    let due = now.map { format.sets(nanoseconds: $0() - startTick) + 1 } ?? .max
    let room = samples.count / channels
    var first = index
    var count = 0
    while count < room {
      if !isHolding {
        let expected = index
        do throws(SampleFileError) { try fetch() } catch {
          // What came before is delivered first; the next call throws.
          failure = error
        }
        if index != expected && count > 0 { break }
      }
      guard isHolding, index < due else { break }
      if count == 0 { first = index }
      for channel in 0..<channels { samples[count * channels + channel] = set[channel] }
      isHolding = false
      index += 1
      count += 1
    }
    delivered += UInt64(count)
    if count == 0, let failure { throw failure.sourceError(setsDelivered: delivered) }
    return SampleBlock(
      firstIndex: count == 0 ? index : first, setCount: count,
      lastSetTickNanoseconds: startTick + format.nanoseconds(sets: first + UInt64(max(count, 1)) - 1),
      isEnd: count == 0 && isEnd)
  }

  /// Reads the next set and its index, going round when the replay repeats.
  private func fetch() throws(SampleFileError) {
    guard !isEnd, failure == nil else { return }
    var number: UInt64?
    if try !reader.next(&set, index: &number) {
      guard repeats, hasSetsInThisRound else {
        isEnd = true
        return
      }
      try reader.rewind()
      hasSetsInThisRound = false
      indexOffset = index
      isNumbered = false
      return try fetch()
    }
    hasSetsInThisRound = true
    isHolding = true
    guard let number else { return }
    // The first number of a round is where the round starts, whatever it is.
    if !isNumbered {
      indexOffset = index &- number
      isNumbered = true
    }
    // A reader refuses numbers that go back, so this only moves on.
    index = number &+ indexOffset
  }
}
