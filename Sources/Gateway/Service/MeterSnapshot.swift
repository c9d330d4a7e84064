import Foundation
import HAL
import MeterCore

/// What a meter holds at one moment, copied: readers never hold the meter.
public struct MeterSnapshot: Sendable {
  /// One channel.
  public struct Channel: Sendable {
    /// Name on the board.
    public var name: String
    /// What it counts.
    public var quantity: Quantity
    /// Metering element.
    public var element: UInt8
    /// The cumulative register.
    public var register: Energy
    /// Energy of the open period so far.
    public var periodEnergy: Energy
    /// Pulses booked.
    public var pulses: UInt64
    /// Energy of one pulse.
    public var pulse: EnergyRatio
    /// Diagnostic counters.
    public var counters: PulseCounters
    /// Power from the pulse interval or the newest window, nil while unknown or when read from storage.
    public var power: Power?
    /// Largest demand since its last reset.
    public var maximumDemand = MaximumDemand()
  }

  /// UTC the meter has reached, nil before its clock was first set.
  public var instant: Instant?
  /// Trust in the time.
  public var clockQuality: ClockQuality
  /// Start of the open period, nil before the clock was first set.
  public var openPeriodStart: Instant?
  /// Length of the period.
  public var period: PeriodLength
  /// Flags the open period has collected.
  public var openFlags: PeriodFlags
  /// The channels.
  public var channels: [Channel]
  /// What the elements measure now; empty for pulses and when read from storage.
  public var elements: [ElementReading] = []
  /// Frequency in µHz, 0 where unknown.
  public var frequencyMicrohertz: UInt32 = 0
  /// Ids of the profile rows that can be read.
  public var rowIDs: Range<UInt32>
  /// The newest failure of the store, nil when it works.
  public var storageFailure: StorageError?

  /// The registers worth a line on a screen: all where they are few, else active and reactive import and export of
  /// the total, or of the elements where there is none.
  public var principal: [Int] {
    guard channels.count > 8 else { return Array(channels.indices) }
    let hasTotal = channels.contains { $0.element == 0 }
    return channels.indices.filter {
      channels[$0].quantity.rawValue <= 4 && (channels[$0].element == 0) == hasTotal
    }
  }

  init(
    _ state: PulseMeterState<40>, names: [String], rowIDs: Range<UInt32>, storageFailure: StorageError?,
    power: (Int) -> Power?
  ) {
    instant = state.lastInstant
    clockQuality = state.clock.quality
    openPeriodStart = state.openPeriodSeconds.map { Instant(seconds: Int64($0)) }
    period = state.period
    openFlags = state.openFlags
    self.rowIDs = rowIDs
    self.storageFailure = storageFailure
    channels = (0..<Int(state.channelCount)).map { index in
      let channel = state.channels[index]
      return Channel(
        name: index < names.count ? names[index] : "channel\(index)",
        quantity: channel.configuration.quantity, element: channel.configuration.element,
        register: channel.register.energy, periodEnergy: channel.periodEnergy, pulses: channel.pulses,
        pulse: channel.configuration.pulseEnergy, counters: channel.counters, power: power(index),
        maximumDemand: channel.maximumDemand)
    }
  }
}
