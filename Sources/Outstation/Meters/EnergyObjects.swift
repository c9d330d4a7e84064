import COSEM
import MeterCore

/// Names and units of a meter's energy registers (IEC 62056-6-1).
///
/// Value group C is the quantity. Where a meter has registers of the total (element 0), its elements are phases: 20,
/// 40 and 60 higher. Else elements are circuits of their own: a second register of the same quantity has its own value
/// of group B. Quantities without a standard code (fundamental reactive energy, estimates) are in the manufacturer's
/// range, 100 above their raw value, with the element in group B.
public struct EnergyObjects<let Capacity: Int>: Sendable, BitwiseCopyable {
  private let channels: InlineArray<Capacity, PulseChannelConfiguration>
  private let count: Int
  private let hasTotal: Bool

  /// The objects of a meter's channels.
  public init(_ configuration: PulseMeterConfiguration<Capacity>) {
    channels = configuration.channels
    count = Int(configuration.channelCount)
    var hasTotal = false
    for channel in 0..<Int(configuration.channelCount) where configuration.channels[channel].element == 0 {
      hasTotal = true
    }
    self.hasTotal = hasTotal
  }

  /// Logical name of channel `channel` in value group D: 8 cumulative, 29 of the period, 7 power, 6 maximum demand.
  public func name(_ channel: Int, _ d: UInt8) -> OBIS {
    let quantity = channels[channel].quantity
    let element = channels[channel].element
    if quantity.rawValue > 20 { return OBIS(1, element, quantity.rawValue + 100, d, 0) }
    if hasTotal { return OBIS(1, 0, quantity.rawValue + 20 * min(element, 3), d, 0) }
    var twins: UInt8 = 0
    for other in 0..<channel where channels[other].quantity == quantity { twins += 1 }
    return OBIS(1, twins, quantity.rawValue, d, 0)
  }

  /// Unit of a channel's energy: 30 Wh, 31 VAh, 32 varh.
  public func energyUnit(_ channel: Int) -> UInt8 {
    let quantity = channels[channel].quantity
    return quantity.isReactive ? 32 : quantity.isApparent ? 31 : 30
  }

  /// Unit of a channel's power: 27 W, 28 VA, 29 var.
  public func powerUnit(_ channel: Int) -> UInt8 { energyUnit(channel) - 3 }

  /// True for energy whose power and demand mean nothing.
  public func isEstimate(_ channel: Int) -> Bool { channels[channel].quantity.isEstimate }

  /// Whole Wh (varh, VAh), rounded down: the difference of two readings is the sum of the periods between them.
  public static func whole(_ energy: Energy) -> Int64 { energy.microwattHours / 1_000_000 }
}
