import HAL
import LinuxHAL
import SimulatedHAL

/// The devices a meter service runs on: real lines and clocks, or simulated ones.
public struct MeterInputs {
  /// Pulse lines, channel = index.
  public var pulses: any PulseInput
  /// Monotonic clock of the edges.
  public var ticks: any MonotonicClock
  /// Source of UTC.
  public var wall: any WallClock
  /// Descriptors that become readable with edges; empty where the input must be polled.
  public var descriptors: [Int32]
  /// Channels whose lines stayed requested over a restart.
  public var adoptedChannels: Set<Int>
  /// Simulated time, which moves in turns only; nil for real time.
  public var simulatedTime: SimulatedTime?
  /// Identity of the monotonic clock's run.
  public var bootIdentity: String

  /// True for simulated time that runs as fast as the meter can follow.
  var isTimeTravel: Bool {
    if case .steps? = simulatedTime?.pace { true } else { false }
  }

  /// Real lines of a board.
  public static func lines(
    of board: Board, adopting descriptors: [Int: Int32] = [:]
  ) throws -> MeterInputs {
    let input = try GPIOPulseInput(
      board.channels.compactMap(\.gpioLine), consumer: "swift-meter", adopting: descriptors)
    return MeterInputs(
      pulses: input, ticks: LinuxMonotonicClock(), wall: LinuxWallClock(), descriptors: input.descriptors,
      adoptedChannels: input.adoptedChannels, simulatedTime: nil, bootIdentity: BootIdentifier.current())
  }

  /// Simulated lines of a board; `speed` nil runs as fast as the meter can follow.
  public static func simulated(_ board: Board, speed: Double?, startUTCNanoseconds: Int64) -> MeterInputs {
    let clock = LinuxMonotonicClock()
    let pace: SimulatedTime.Pace =
      speed.map { .scaled(speed: $0, start: clock.nowNanoseconds()) { clock.nowNanoseconds() } }
      ?? .steps(nanoseconds: 60_000_000_000)
    let time = SimulatedTime(startUTCNanoseconds: startUTCNanoseconds, pace: pace)
    return MeterInputs(
      pulses: SimulatedPulseInput(board.channels.compactMap(\.simulatedLine), time: time),
      ticks: SimulatedClock(time), wall: SimulatedClock(time), descriptors: [], adoptedChannels: [],
      simulatedTime: time, bootIdentity: "")
  }
}
