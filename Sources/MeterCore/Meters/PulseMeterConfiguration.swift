/// Set-up of a pulse meter.
public struct PulseMeterConfiguration<let ChannelCapacity: Int>: Sendable, BitwiseCopyable {
  /// Channels in use, at least 1.
  public var channelCount: UInt8
  /// The channels; those from `channelCount` on are ignored.
  public var channels: InlineArray<ChannelCapacity, PulseChannelConfiguration>
  /// Integration period of the profile.
  public var period: PeriodLength
  /// How demand is formed.
  public var demand: DemandRules
  /// How the clock follows its source.
  public var clockRules: ClockRules
  /// How late an edge may be delivered, in nanoseconds: time is taken as settled only this long afterwards.
  public var settleNanoseconds: Int64
  /// Longest time between two commits while anything changed, in nanoseconds: the loss bound of a supply cut.
  /// A meter without pulses commits ten times more seldom, to know afterwards when it was last alive.
  public var commitNanoseconds: Int64
  /// Pulses after which a commit is made earlier; 0 for no such limit.
  public var commitPulses: UInt32
  /// Power falls to zero after this time without a pulse, in nanoseconds.
  public var powerTimeoutNanoseconds: Int64

  /// Creates a set-up with the defaults: 30 min, Codes of Practice clock, 100 ms, 60 s, 10 min.
  public init(channelCount: UInt8, channels: InlineArray<ChannelCapacity, PulseChannelConfiguration>) {
    self.channelCount = channelCount
    self.channels = channels
    period = .minutes30
    demand = .halfHour
    clockRules = .codeOfPractice
    settleNanoseconds = 100_000_000
    commitNanoseconds = 60_000_000_000
    commitPulses = 0
    powerTimeoutNanoseconds = 600_000_000_000
  }
}
