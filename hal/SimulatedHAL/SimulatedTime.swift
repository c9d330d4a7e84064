import HAL
import Synchronization

/// Time of a simulated board: it starts at a chosen UTC and stands still between calls of `refresh`.
///
/// Shared by the clocks and inputs of one board, so that within one turn of the meter they agree to the
/// nanosecond, whatever the speed.
public final class SimulatedTime: Sendable {
  /// How time moves when refreshed.
  public enum Pace: Sendable {
    /// By this many nanoseconds at every refresh: as fast as the meter can follow.
    case steps(nanoseconds: Int64)
    /// `speed` times as fast as a clock, which reads `start` at tick 0.
    case scaled(speed: Double, start: Int64, now: @Sendable () -> Int64)
  }

  /// How time moves.
  public let pace: Pace
  private let startUTCNanoseconds: Int64
  private let tick = Mutex<Int64>(0)

  /// Time that starts at tick 0 and `startUTCNanoseconds`.
  public init(startUTCNanoseconds: Int64, pace: Pace) {
    self.startUTCNanoseconds = startUTCNanoseconds
    self.pace = pace
  }

  /// Monotonic nanoseconds since the simulated start.
  public var nowNanoseconds: Int64 { tick.withLock { $0 } }

  /// UTC now.
  public var utcNanoseconds: Int64 { startUTCNanoseconds + nowNanoseconds }

  /// UTC at a monotonic time.
  public func utcNanoseconds(at tickNanoseconds: Int64) -> Int64 { startUTCNanoseconds + tickNanoseconds }

  /// Lets time move.
  public func refresh() {
    tick.withLock { tick in
      switch pace {
      case .steps(let step): tick += step
      case .scaled(let speed, let start, let now): tick = max(tick, Int64(Double(now() - start) * speed))
      }
    }
  }
}
