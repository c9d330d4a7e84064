import COSEM
import MeterCore

/// Names and units of a meter's energy registers (IEC 62056-6-1).
///
/// Value group C is the quantity. Where a meter has registers of the total (element 0), its elements are phases: 20,
/// 40 and 60 higher. Else elements are circuits of their own: a second register of the same quantity has its own value
/// of group B. Quantities without a standard code (fundamental reactive energy, estimates) are in the manufacturer's
/// range, 100 above their raw value, with the element in group B.
public struct EnergyObjects<let Capacity: Int>: Sendable, BitwiseCopyable {
  /// Value groups B and C of every channel, its unit and whether it is an estimate: a few octets instead of the set-up.
  private var groups: InlineArray<Capacity, EnergyValueGroups>

  /// The objects of a meter's channels.
  @inline(never)
  public init(_ configuration: borrowing PulseMeterConfiguration<Capacity>) {
    groups = InlineArray(repeating: EnergyValueGroups())
    let count = Int(configuration.channelCount)
    var hasTotal = false
    for channel in 0..<count where configuration.channels[channel].element == 0 { hasTotal = true }
    for channel in 0..<count {
      let quantity = configuration.channels[channel].quantity
      let element = configuration.channels[channel].element
      var groups = EnergyValueGroups()
      groups.c = quantity.rawValue
      groups.unit = quantity.isReactive ? 32 : quantity.isApparent ? 31 : 30
      groups.isEstimate = quantity.isEstimate
      if quantity.rawValue > 20 {
        groups.b = element
        groups.c += 100
      } else if hasTotal {
        groups.c += 20 * min(element, 3)
      } else {
        for other in 0..<channel where configuration.channels[other].quantity == quantity { groups.b += 1 }
      }
      self.groups[channel] = groups
    }
  }

  /// Logical name of channel `channel` in value group D: 8 cumulative, 29 of the period, 7 power, 6 maximum demand.
  public func name(_ channel: Int, _ d: UInt8) -> OBIS { OBIS(1, groups[channel].b, groups[channel].c, d, 0) }

  /// Unit of a channel's energy: 30 Wh, 31 VAh, 32 varh.
  public func energyUnit(_ channel: Int) -> UInt8 { groups[channel].unit }

  /// Unit of a channel's power: 27 W, 28 VA, 29 var.
  public func powerUnit(_ channel: Int) -> UInt8 { groups[channel].unit - 3 }

  /// True for energy whose power and demand mean nothing.
  public func isEstimate(_ channel: Int) -> Bool { groups[channel].isEstimate }

  /// Whole Wh (varh, VAh), rounded down: the difference of two readings is the sum of the periods between them.
  public static func whole(_ energy: Energy) -> Int64 { energy.microwattHours / 1_000_000 }
}
