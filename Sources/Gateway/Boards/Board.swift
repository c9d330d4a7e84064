import HAL
import LinuxHAL
import MeterCore

/// A board: which lines carry whose pulses or samples, how they are stored, which serial ports there are.
public struct Board: Equatable, Sendable {
  /// Version of the board file format.
  public static let formatVersion = 1
  /// Channels a gateway's meter can have.
  public static let channelCapacity = 16

  /// Name of the board.
  public var name: String
  /// Description for people.
  public var description: String
  /// Pulse channels, 1 to 16; none on a sampled board.
  public var channels: [BoardChannel]
  /// Sampled inputs instead of pulse channels.
  public var samples: BoardSamples?
  /// Integration period of the profile.
  public var period: PeriodLength = .minutes30
  /// Days of profile that can always be read back.
  public var profileDays = 400
  /// Events that can always be read back.
  public var eventEntries = 1000
  /// Longest time between two durable commits, in seconds: the loss bound of a supply cut.
  public var commitIntervalSeconds = 60
  /// Pulses after which a commit is made earlier, 0 for no such limit.
  public var commitPulses = 0
  /// State records kept in the store.
  public var stateRecords = 64
  /// How the meter's clock follows the system's.
  public var clockRules: ClockRules = .codeOfPractice
  /// The clock follows the system's; else the system's time is taken at a start only, and clients of the outstation
  /// set it.
  public var followsSystemClock = true
  /// Device of the real-time clock whose battery is watched; nil for none.
  public var batteryDevice: String?
  /// UTC at which a simulated board starts (seconds since 1970), nil for now.
  public var simulationStartSeconds: Int64?
  /// Serial and optical ports.
  public var serialPorts: [BoardSerialPort] = []
  /// How the meter is read by COSEM clients; nil for not at all.
  public var outstation: BoardOutstation?
  /// Meters that are read by schedule; nil for none.
  public var collection: BoardCollection?

  /// True when the inputs are simulated (or replayed), so that time may be too.
  public var isSimulated: Bool {
    samples?.origin.runsInSimulatedTime ?? channels.allSatisfy { $0.simulatedLine != nil }
  }

  /// Names of the registers, in the order they are stored.
  public var registerNames: [String] {
    guard let samples else { return channels.map(\.name) }
    return samples.registers.map { ($0.element == 0 ? "total" : "l\($0.element)") + "_" + $0.quantity.name }
  }

  /// Rows of the profile ring.
  public var profileRows: Int { profileDays * 86_400 / period.seconds }

  /// Sizes of the store.
  public var storageSizes: StorageLayout.Sizes {
    StorageLayout.Sizes(
      channelCount: UInt8(samples?.registers.count ?? channels.count), profileRows: profileRows,
      events: eventEntries,
      stateRecords: stateRecords)
  }

  /// Set-up of the meter.
  public var meterConfiguration: PulseMeterConfiguration<40> {
    let set: [PulseChannelConfiguration] =
      samples?.registers.map {
        PulseChannelConfiguration(quantity: $0.quantity, element: $0.element, pulseEnergy: .wattHour)
      } ?? channels.map(\.configuration)
    var result = PulseMeterConfiguration<40>(
      channelCount: UInt8(set.count), channels: InlineArray { set[min($0, set.count - 1)] })
    if let demand = samples?.demand,
      let rules = DemandRules(
        subintervalMinutes: UInt8(demand.stepMinutes),
        subintervals: UInt8(demand.periodMinutes / demand.stepMinutes))
    {
      result.demand = rules
    }
    result.period = period
    result.clockRules = clockRules
    result.commitNanoseconds = Int64(commitIntervalSeconds) * 1_000_000_000
    result.commitPulses = UInt32(commitPulses)
    result.settleNanoseconds = 90_000_000
    return result
  }
}
