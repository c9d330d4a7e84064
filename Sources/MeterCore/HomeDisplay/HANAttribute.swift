/// One attribute of the Zigbee metering cluster (0x0702).
public struct HANAttribute: Equatable, Sendable, BitwiseCopyable {
  /// Attribute identifier.
  public var identifier: UInt16
  /// Value; signed values in two's complement.
  public var value: UInt64
  /// True where no text says that this element carries the attribute.
  public var isProvisional: Bool
}

extension HANElementView {
  /// The attributes with numbers, in the order of their identifiers by group. Energies are in Wh.
  ///
  /// Identifiers are those of public cluster libraries; which of them the standard demands is unpublished here.
  public func forEachAttribute(_ visit: (HANAttribute) -> Void) {
    let isSecondary = element == .secondary
    func give(_ identifier: UInt16, _ value: UInt64, export: Bool = false) {
      visit(HANAttribute(identifier: identifier, value: value, isProvisional: export && isSecondary))
    }
    give(0x0000, delivered)
    if let received { give(0x0001, received, export: true) }
    give(0x0020, UInt64(activeTierDelivered))
    if tierCountReceived > 0 { give(0x0021, UInt64(activeTierReceived), export: true) }
    for tier in 0..<Int(tierCountDelivered) {
      give(0x0100 + 2 * UInt16(tier), UInt64(tiersDelivered[tier]))
    }
    for tier in 0..<Int(tierCountReceived) {
      give(0x0101 + 2 * UInt16(tier), UInt64(tiersReceived[tier]), export: true)
    }
    give(0x0301, 1)
    give(0x0302, 1000)
    give(0x0400, UInt64(bitPattern: instantaneousDemandWatts), export: exportPower > .zero)
    guard received != nil else { return }
    give(0x0402, UInt64(historyReceived.day), export: true)
    give(0x0421, UInt64(historyReceived.previousDays[1]), export: true)
    give(0x0431, UInt64(historyReceived.week), export: true)
    give(0x0433, UInt64(historyReceived.previousWeeks[0]), export: true)
    give(0x0435, UInt64(historyReceived.previousWeeks[1]), export: true)
    give(0x0441, UInt64(historyReceived.month), export: true)
    give(0x0443, UInt64(historyReceived.previousMonths[0]), export: true)
    give(0x0445, UInt64(historyReceived.previousMonths[1]), export: true)
  }
}
