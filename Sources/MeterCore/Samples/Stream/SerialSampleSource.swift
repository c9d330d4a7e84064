import HAL

/// Samples of a front end that sends frames over a serial line, on any `SerialPort`: a UART of a
/// microcontroller, `LinuxSerialPort`.
///
/// Bytes that a late reader, noise or the line lost cost whole frames, and those are a jump of the index. A
/// front end that starts anew counts from a lower index: the jump is then estimated from the time.
public struct SerialSampleSource<Port: SerialPort & ~Copyable, Clock: MonotonicClock & ~Copyable>:
  SampleSource,
  ~Copyable
{
  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities = [.countsLostSets]
  /// The format of the last frame that was not `format`; says what the front end really sends.
  public private(set) var refusedFormat: SampleFormat?
  private var port: Port
  private var clock: Clock
  private var decoder = SampleFrameDecoder<4096>()
  /// Bytes read from the port that the decoder had no room for yet.
  private var pending = InlineArray<512, UInt8>(repeating: 0)
  private var pendingStart = 0
  private var pendingEnd = 0
  private var timeline: SampleTimeline
  /// Added to the device's index.
  private var offset: UInt64 = 0
  private var nextIndex: UInt64 = 0
  private var isStarted = false
  private var lastTick: Int64 = 0
  /// The frame in hand, its index as delivered, and sets of it already delivered.
  private var frame: SampleFrame?
  private var frameIndex: UInt64 = 0
  private var taken = 0
  private var isFrameEstimated = false
  private var delivered: UInt64 = 0

  /// A source on `port`, which is configured already; frames must have `format`.
  public init(port: consuming Port, clock: consuming Clock, format: SampleFormat) {
    self.port = port
    self.clock = clock
    self.format = format
    timeline = SampleTimeline(format)
  }

  /// Bytes passed over because no valid frame was there.
  public var skippedBytes: UInt64 { decoder.skippedBytes }
  /// Frames refused for their CRC.
  public var rejectedFrames: UInt64 { decoder.rejectedFrames }

  public mutating func readSets(
    into samples: inout MutableSpan<Int32>
  ) throws(SampleSourceError) -> SampleBlock {
    guard samples.count >= Int(format.channelCount) else {
      throw SampleSourceError(.bufferTooSmall, setsDelivered: delivered)
    }
    let room = samples.count / Int(format.channelCount)
    var count = 0
    var first = nextIndex
    var isEstimated = false
    while count < room {
      guard try fetch(isFirst: count == 0), let current = frame else { break }
      let index = frameIndex &+ UInt64(taken)
      if count > 0 && index != nextIndex { break }
      if count == 0 {
        first = index
        isEstimated = isFrameEstimated
      }
      isFrameEstimated = false
      let copied = decoder.copySets(from: taken, into: &samples, at: count)
      count += copied
      taken += copied
      nextIndex = index &+ UInt64(copied)
      if taken == Int(current.setCount) { frame = nil }
    }
    delivered &+= UInt64(count)
    return SampleBlock(
      firstIndex: first, setCount: count,
      lastSetTickNanoseconds: count > 0 ? timeline.tickNanoseconds(of: nextIndex &- 1) : 0,
      isLossEstimated: isEstimated)
  }

  /// Makes sure that a frame is in hand; false when none has arrived.
  /// An error is thrown only when nothing was delivered in this call yet.
  private mutating func fetch(isFirst: Bool) throws(SampleSourceError) -> Bool {
    while frame == nil {
      if let found = decoder.nextFrame() {
        guard found.format == format else {
          refusedFormat = found.format
          guard isFirst else { return false }
          throw SampleSourceError(.unsupportedFormat, setsDelivered: delivered)
        }
        begin(found)
        return true
      }
      if pendingStart == pendingEnd {
        guard try readPort(isFirst: isFirst) else { return false }
      }
      // Never 0: without a frame in hand the buffer holds at most an incomplete one.
      pendingStart += decoder.receive(pending.span.bytes.extracting(pendingStart..<pendingEnd))
    }
    return true
  }

  private mutating func readPort(isFirst: Bool) throws(SampleSourceError) -> Bool {
    do throws(SerialPortError) {
      var span = pending.mutableSpan
      var bytes = span.mutableBytes
      pendingEnd = try port.read(into: &bytes, timeoutNanoseconds: 0)
      pendingStart = 0
      return pendingEnd > 0
    } catch {
      guard isFirst else { return false }
      throw SampleSourceError(
        error.kind == .deviceGone ? .deviceGone : .inputOutput, errorNumber: error.errorNumber,
        setsDelivered: delivered)
    }
  }

  private mutating func begin(_ found: SampleFrame) {
    let now = clock.nowNanoseconds()
    if !isStarted {
      isStarted = true
      offset = 0 &- found.firstIndex
    } else if found.firstIndex &+ offset < nextIndex || found.firstIndex &+ offset &- nextIndex > 1 << 48 {
      // The front end started anew. At least one set is missing; the time says about how many.
      let lost = format.sets(nanoseconds: now - lastTick)
      let sent = UInt64(found.setCount)
      let index = nextIndex &+ max(lost > sent ? lost - sent : 1, 1)
      offset = index &- found.firstIndex
      isFrameEstimated = true
      timeline.restart()
    }
    frame = found
    frameIndex = found.firstIndex &+ offset
    taken = 0
    lastTick = now
    timeline.observe(index: frameIndex &+ UInt64(found.setCount) &- 1, tickNanoseconds: now)
  }
}
