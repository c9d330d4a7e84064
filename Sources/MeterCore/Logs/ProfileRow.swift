/// One row of a profile log: the energy of one period on the UTC grid, for every channel.
public struct ProfileRow<let ChannelCapacity: Int>: Sendable, BitwiseCopyable {
  /// Entry id, never reused.
  public var id: UInt32
  /// Start of the period: whole seconds UTC since 1970.
  public var periodStartSeconds: UInt32
  /// Nominal length of the period.
  public var period: PeriodLength
  /// Doubt about the row.
  public var flags: PeriodFlags
  /// Seconds the meter really measured within the period (monotonic, rounded).
  public var coveredSeconds: UInt16
  /// Channels in use.
  public var channelCount: UInt8
  /// The cells; those from `channelCount` on are zero.
  public var values: InlineArray<ChannelCapacity, ProfileValue>

  /// Creates a row with empty cells.
  public init(
    id: UInt32 = 0, periodStartSeconds: UInt32, period: PeriodLength, flags: PeriodFlags,
    coveredSeconds: UInt16, channelCount: UInt8
  ) {
    self.id = id
    self.periodStartSeconds = periodStartSeconds
    self.period = period
    self.flags = flags
    self.coveredSeconds = coveredSeconds
    self.channelCount = channelCount
    values = InlineArray(repeating: .zero)
  }

  /// Start of the period.
  public var periodStart: Instant { Instant(seconds: Int64(periodStartSeconds)) }
  /// End of the period.
  public var periodEnd: Instant { Instant(seconds: Int64(periodStartSeconds) + Int64(period.seconds)) }
}
