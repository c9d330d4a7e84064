import HAL

/// A sample source that plays a script; `finish` reports what was not played.
public final class ScriptedSampleSource: SampleSource {
  /// One step of a script.
  public enum Step: Equatable, Sendable {
    /// Whole sets, interleaved, that follow one another.
    case sets([Int32])
    /// This many sets are lost; `isEstimated` when the source cannot count them.
    case loss(sets: UInt64, isEstimated: Bool = false)
    /// Nothing more is there for this read.
    case pause
    /// The read fails.
    case failure(SampleSourceError)
    /// The source has ended; nothing after it is played.
    case end
  }

  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities
  private let startTickNanoseconds: Int64
  private var script: [Step]
  private var index: UInt64 = 0
  private var isLossEstimated = false

  /// Plays `script`; set 0 was taken at `startTickNanoseconds`.
  public init(
    _ script: [Step], format: SampleFormat, startTickNanoseconds: Int64 = 0,
    capabilities: SampleSourceCapabilities = [.countsLostSets, .stampsInDevice]
  ) {
    let channels = Int(format.channelCount)
    for case .sets(let samples) in script {
      precondition(samples.count % channels == 0, "a script holds whole sets of \(channels) samples")
    }
    self.script = script.reversed()
    self.format = format
    self.startTickNanoseconds = startTickNanoseconds
    self.capabilities = capabilities
  }

  public func readSets(into samples: inout MutableSpan<Int32>) throws(SampleSourceError) -> SampleBlock {
    let channels = Int(format.channelCount)
    guard samples.count >= channels else {
      throw SampleSourceError(.bufferTooSmall, setsDelivered: index)
    }
    let room = samples.count / channels * channels
    var count = 0
    var isEnd = false
    steps: while count < room, let step = script.popLast() {
      switch step {
      case .sets(let waiting):
        let moved = min(waiting.count, room - count)
        for place in 0..<moved { samples[count + place] = waiting[place] }
        count += moved
        if moved < waiting.count { script.append(.sets(Array(waiting[moved...]))) }
      case .pause: break steps
      case .loss, .failure, .end:
        // These belong to the next read when this one has sets already: a block has no gap.
        if count > 0 {
          script.append(step)
          break steps
        }
        switch step {
        case .loss(let sets, let isEstimated):
          index += sets
          isLossEstimated = isLossEstimated || isEstimated
        case .failure(let error): throw error
        default:
          script.append(step)
          isEnd = true
          break steps
        }
      }
    }
    let block = SampleBlock(
      firstIndex: index, setCount: count / channels,
      lastSetTickNanoseconds: startTickNanoseconds
        + format.nanoseconds(sets: index + UInt64(max(count / channels, 1)) - 1),
      isEnd: isEnd, isLossEstimated: isLossEstimated && count > 0)
    if count > 0 { isLossEstimated = false }
    index = block.nextIndex
    return block
  }

  /// Steps that were not played; an `end` that was reached is none.
  public func finish() -> [Step] {
    let left = Array(script.reversed())
    return left.first == .end ? Array(left.dropFirst()) : left
  }
}
