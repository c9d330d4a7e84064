import Glibc
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
  /// Edges that a killed process had read and not yet kept.
  public var recoveredEdges: [LineEdge] = []
  /// Simulated time, which moves in turns only; nil for real time.
  public var simulatedTime: SimulatedTime?
  /// Identity of the monotonic clock's run.
  public var bootIdentity: String
  /// The battery of the clock, where the board names one.
  public var battery: (any BatteryMonitor)?

  /// True for simulated time that runs as fast as the meter can follow.
  var isTimeTravel: Bool {
    if case .steps? = simulatedTime?.pace { true } else { false }
  }

  /// Real lines of a board.
  ///
  /// - Parameters:
  ///   - kept: descriptors the service manager kept over a restart, by name. Those of another wiring are
  ///     closed and released, not taken over.
  ///   - trayPath: file that holds edges until they are kept; nil leaves the last edges to a kill.
  ///   - announcer: the service manager.
  public static func lines(
    of board: Board, kept: [String: Int32] = [:], trayPath: String? = nil,
    announcer: any ServiceAnnouncer = SilentAnnouncer()
  ) throws -> MeterInputs {
    var adopting: [Int: Int32] = [:]
    var strangers = kept
    for (channel, description) in board.channels.enumerated() {
      guard let name = description.keptName else { continue }
      adopting[channel] = strangers.removeValue(forKey: name)
    }
    for (name, descriptor) in strangers {
      close(descriptor)
      announcer.release(name: name)
    }
    let tray = try trayPath.map { try EdgeTray(path: $0, channelCount: board.channels.count) }
    let input = try request(board, adopting: adopting, tray: tray, retries: strangers.isEmpty ? 0 : 20)
    return MeterInputs(
      pulses: input, ticks: LinuxMonotonicClock(), wall: LinuxWallClock(), descriptors: input.descriptors,
      adoptedChannels: input.adoptedChannels, recoveredEdges: tray?.recovered() ?? [], simulatedTime: nil,
      bootIdentity: BootIdentifier.current(), battery: board.battery)
  }

  /// Requests the lines; a line that the service manager is about to let go of may be busy for a moment.
  private static func request(
    _ board: Board, adopting: [Int: Int32], tray: EdgeTray?, retries: Int
  ) throws(GPIOLineError) -> GPIOPulseInput {
    var left = retries
    // Every attempt gets duplicates, since a failed one closes what it was given.
    defer { for descriptor in adopting.values { close(descriptor) } }
    while true {
      do throws(GPIOLineError) {
        return try GPIOPulseInput(
          board.channels.compactMap(\.gpioLine), consumer: "swift-meter",
          adopting: adopting.mapValues { dup($0) }, tray: tray)
      } catch {
        guard left > 0, error.errorNumber == EBUSY else { throw error }
        left -= 1
        usleep(100_000)
      }
    }
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
