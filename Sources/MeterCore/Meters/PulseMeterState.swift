/// Everything of a pulse meter that must survive a restart, as one record.
///
/// The record is the single truth: the newest closed row is inside it, so a cut between the record and the
/// profile log is repaired on mount by appending the row again.
public struct PulseMeterState<let ChannelCapacity: Int>: Sendable, BitwiseCopyable {
  static var fixedBytes: Int { 104 }
  static var channelBytes: Int { 168 }

  /// Channels in use.
  public internal(set) var channelCount: UInt8
  /// The channels; those from `channelCount` on repeat the first.
  public internal(set) var channels: InlineArray<ChannelCapacity, PulseChannel>
  /// The meter's clock.
  public internal(set) var clock: DisciplinedClock
  /// Length of the integration period.
  public internal(set) var period: PeriodLength
  /// Start of the open period in whole seconds UTC, nil before the clock was first set.
  public internal(set) var openPeriodSeconds: UInt32?
  /// Flags the open period has collected.
  public internal(set) var openFlags: PeriodFlags = []
  /// The newest closed row and its intended id, nil before the first.
  public internal(set) var lastRow: ProfileRow<ChannelCapacity>?

  /// Tick from which the open period is covered, and what it had covered before a restart.
  var coveredFrom = Tick(nanoseconds: 0)
  var coveredNanoseconds: Int64 = 0
  /// Sum of the sizes of the corrections in the open period.
  var correctionNanoseconds: Int64 = 0
  /// Time up to which the meter has metered.
  public internal(set) var lastTick = Tick(nanoseconds: 0)
  /// The boot that `lastTick` belongs to.
  var boot: BootIdentity = .unknown
  /// The last source reading was refused (logged once).
  var isRefusingClock = false
  /// Damaged slots that the event log knows of already.
  var damagedSlotsLogged: UInt32 = 0
  /// Number of the calibration record the meter works with; 0 for none.
  public internal(set) var calibrationRecord: UInt32 = 0
  /// Number of the newest record of the calibration history that the meter has seen; 0 for none.
  public internal(set) var calibrationHistory: UInt32 = 0
  /// Compensation of errors before the meter that is in every pulse, in 1/1000 %.
  public internal(set) var errorCompensation: Int32 = 0
  /// The meter was stopped in order.
  var wasStopped = false

  /// The state of a new meter.
  public init(
    channelCount: UInt8, configurations: InlineArray<ChannelCapacity, PulseChannelConfiguration>,
    rules: ClockRules, period: PeriodLength
  ) {
    self.channelCount = channelCount
    // In place: made by a closure there would be two more copies of all channels on the stack.
    channels = InlineArray(repeating: PulseChannel(configurations[0]))
    clock = DisciplinedClock(rules: rules)
    self.period = period
    for channel in 0..<ChannelCapacity { channels[channel] = PulseChannel(configurations[channel]) }
  }

  /// UTC up to which the meter has metered, nil before the clock was first set.
  public var lastInstant: Instant? { clock.quality == .unset ? nil : clock.instant(at: lastTick) }

  /// Takes the registers from a profile row when no state record is valid: late, but never zero.
  mutating func restore(from row: ProfileRow<ChannelCapacity>) {
    for channel in 0..<Int(min(row.channelCount, channelCount)) {
      channels[channel].register = EnergyAccumulator(energy: row.values[channel].register, rest: 0)
      channels[channel].periodStartEnergy = row.values[channel].register
    }
    clock.hold(at: row.periodEnd, tick: lastTick)
    lastRow = row
    period = row.period
    openPeriodSeconds = UInt32(truncatingIfNeeded: row.periodEnd.seconds)
    openFlags = [.error, .possibleLoss, .partial]
  }
}
