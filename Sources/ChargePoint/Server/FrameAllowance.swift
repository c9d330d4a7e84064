/// A token bucket: how long the next frame of a connection has to wait. Time is injected.
public struct FrameAllowance: Equatable, Sendable {
  private let nanosecondsPerFrame: Int64
  private let burstNanoseconds: Int64
  /// When the bucket will be full again.
  private var fullAt: Int64 = .min

  /// Allows `framesPerSecond` on average and `burst` at once.
  public init(framesPerSecond: Int, burst: Int) {
    nanosecondsPerFrame = 1_000_000_000 / Int64(max(framesPerSecond, 1))
    burstNanoseconds = nanosecondsPerFrame * Int64(max(burst, 1))
  }

  /// Takes one frame; nanoseconds to wait before it is handled (0: at once).
  public mutating func take(nowNanoseconds: Int64) -> Int64 {
    fullAt = max(fullAt, nowNanoseconds) + nanosecondsPerFrame
    return max(0, fullAt - nowNanoseconds - burstNanoseconds)
  }
}
