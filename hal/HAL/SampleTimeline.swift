/// Times of sets from the times their data arrived: arrival is never early, only late by a varying delay, so
/// the earliest arrivals count. The device's clock may be off by `driftPPM`.
public struct SampleTimeline: Equatable, Sendable, BitwiseCopyable {
  /// How far a device's clock may run slow against the monotonic clock, in ppm, for the line to follow.
  public static let driftPPM: Int64 = 200

  private let format: SampleFormat
  private var baseIndex: UInt64 = 0
  private var baseTick: Int64 = 0
  private var isStarted = false

  /// A line without observations.
  public init(_ format: SampleFormat) { self.format = format }

  /// Notes that set `index` was there at `tickNanoseconds`; call it with rising indices.
  public mutating func observe(index: UInt64, tickNanoseconds: Int64) {
    guard isStarted else {
      (baseIndex, baseTick, isStarted) = (index, tickNanoseconds, true)
      return
    }
    let elapsed = format.nanoseconds(sets: index &- baseIndex)
    let predicted = baseTick &+ elapsed
    // Later than predicted is delay, as far as it is not drift.
    baseTick = min(tickNanoseconds, predicted &+ elapsed &* Self.driftPPM / 1_000_000)
    baseIndex = index
  }

  /// Forgets what was observed: the device started anew.
  public mutating func restart() { isStarted = false }

  /// Best estimate of when set `index` was taken, in monotonic nanoseconds; 0 without observations.
  public func tickNanoseconds(of index: UInt64) -> Int64 {
    guard isStarted else { return 0 }
    return index >= baseIndex
      ? baseTick &+ format.nanoseconds(sets: index &- baseIndex)
      : baseTick &- format.nanoseconds(sets: baseIndex &- index)
  }
}
