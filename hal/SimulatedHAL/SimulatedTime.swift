import HAL
import Synchronization

/// Time of a simulated board: it starts at a chosen UTC and runs at a chosen speed, or as told.
///
/// Shared by the clocks and inputs of one board, so that they agree to the nanosecond.
public final class SimulatedTime: Sendable {
  private let startUTCNanoseconds: Int64
  private let pace: Pace
  private let manual = Mutex<Int64>(0)

  private enum Pace: Sendable {
    case manual
    case scaled(speed: Double, start: Int64, now: @Sendable () -> Int64)
  }

  /// Time that moves only by `advance`.
  public init(startUTCNanoseconds: Int64) {
    self.startUTCNanoseconds = startUTCNanoseconds
    pace = .manual
  }

  /// Time that runs `speed` times as fast as `clock`.
  public init(startUTCNanoseconds: Int64, speed: Double, clock: @escaping @Sendable () -> Int64) {
    self.startUTCNanoseconds = startUTCNanoseconds
    pace = .scaled(speed: speed, start: clock(), now: clock)
  }

  /// Monotonic nanoseconds since the simulated start.
  public var nowNanoseconds: Int64 {
    switch pace {
    case .manual: manual.withLock { $0 }
    case .scaled(let speed, let start, let now): Int64(Double(now() - start) * speed)
    }
  }

  /// UTC now.
  public var utcNanoseconds: Int64 { startUTCNanoseconds + nowNanoseconds }

  /// UTC at a monotonic time.
  public func utcNanoseconds(at tickNanoseconds: Int64) -> Int64 { startUTCNanoseconds + tickNanoseconds }

  /// Moves manual time on.
  public func advance(byNanoseconds nanoseconds: Int64) { manual.withLock { $0 += nanoseconds } }
}
