import Glibc
import HAL
import LinuxHAL
import SimulatedHAL

/// The samples of a board, taken in pieces: waits, skips, captures.
public final class CalibrationSource {
  /// Whole sets without a gap.
  public struct Capture: Sendable {
    public var format: SampleFormat
    public var samples: [Int32]
    /// Running index of the first set.
    public var firstIndex: UInt64
    /// Sets in `samples`.
    public var setCount: Int { samples.count / Int(format.channelCount) }
  }

  private var inputs: SampleInputs
  private let format: SampleFormat
  private var nextIndex: UInt64 = 0
  private var block: [Int32]

  /// Takes over opened inputs.
  public init(_ inputs: SampleInputs) {
    self.inputs = inputs
    format = inputs.source.format
    block = [Int32](repeating: 0, count: 1024 * Int(format.channelCount))
  }

  /// Sets a second.
  private var rate: Double {
    Double(format.setsPerSecondNumerator) / Double(format.setsPerSecondDenominator)
  }

  /// Drops what has been queued and then `seconds` of samples: the load has just been changed.
  public func settle(seconds: Double) throws(CalibrationError) {
    if case .scaled? = inputs.simulatedTime?.pace { inputs.simulatedTime?.refresh() }
    while try read(atMost: 1024).setCount > 0 {}
    let end = nextIndex + UInt64(seconds * rate)
    while nextIndex < end { _ = try next(atMost: Int(min(end - nextIndex, 1024))) }
  }

  /// Skips to a second of a capture or a simulation.
  public func skip(toSecond seconds: Double) throws(CalibrationError) {
    let end = UInt64(max(seconds, 0) * rate)
    guard nextIndex <= end else {
      throw .measurement(point: "this", reason: "second \(seconds) is past; points with at_s must ascend")
    }
    while nextIndex < end { _ = try next(atMost: Int(min(end - nextIndex, 1024))) }
  }

  /// Takes `seconds` of samples without a gap.
  public func capture(seconds: Double) throws(CalibrationError) -> Capture {
    let wanted = Int(seconds * rate)
    let channels = Int(format.channelCount)
    var capture = Capture(format: format, samples: [], firstIndex: nextIndex)
    capture.samples.reserveCapacity(wanted * channels)
    while capture.setCount < wanted {
      let expected = nextIndex
      let taken = try next(atMost: min(wanted - capture.setCount, 1024))
      if capture.samples.isEmpty { capture.firstIndex = taken.firstIndex }
      guard capture.samples.isEmpty || taken.firstIndex == expected else {
        throw .measurement(
          point: "this",
          reason: "\(taken.firstIndex - expected) samples were lost; check the source, try again")
      }
      capture.samples += block[..<(taken.setCount * channels)]
    }
    return capture
  }

  /// The next sets, waited for.
  private func next(atMost sets: Int) throws(CalibrationError) -> SampleBlock {
    let clock = LinuxMonotonicClock()
    let start = clock.nowNanoseconds()
    while true {
      let taken = try read(atMost: sets)
      if taken.setCount > 0 { return taken }
      if taken.isEnd {
        throw .measurement(
          point: "this",
          reason: "the samples end after \(Double(nextIndex) / rate) s, before the point is measured")
      }
      guard clock.nowNanoseconds() - start < 10_000_000_000 else {
        throw .measurement(point: "this", reason: "no samples for 10 s; check the source")
      }
      if case .steps? = inputs.simulatedTime?.pace {} else { usleep(2000) }
      inputs.simulatedTime?.refresh()
    }
  }

  private func read(atMost sets: Int) throws(CalibrationError) -> SampleBlock {
    do throws(SampleSourceError) {
      let count = sets * Int(format.channelCount)
      if block.count != count { block = [Int32](repeating: 0, count: count) }
      var span = block.mutableSpan
      let taken = try inputs.source.readSets(into: &span)
      if taken.setCount > 0 { nextIndex = taken.nextIndex }
      return taken
    } catch {
      throw .measurement(point: "this", reason: inputs.source.failure ?? "the source failed: \(error.kind)")
    }
  }
}
