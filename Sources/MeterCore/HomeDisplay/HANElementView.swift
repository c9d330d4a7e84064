/// What a home display receives about one element: one energy services interface each.
public struct HANElementView: Sendable, BitwiseCopyable {
  /// The element.
  public let element: MeterElement
  /// Import and export MPAN; nil where none is set.
  public var importMPAN: MPAN?
  public var exportMPAN: MPAN?
  /// Current Summation Delivered: cumulative import in Wh.
  public var delivered: UInt64 = 0
  /// Current Summation Received: cumulative export in Wh; nil where the meter does not measure it.
  public var received: UInt64?
  /// Tiers delivered in Wh and how many there are. Block rates are not among them.
  public var tiersDelivered: InlineArray<48, UInt32>
  public var tierCountDelivered: UInt8 = 0
  /// Tiers received in Wh and how many there are (MP184, *provisional*; none on the primary element).
  public var tiersReceived: InlineArray<4, UInt32>
  public var tierCountReceived: UInt8 = 0
  /// Rate in force for import, and for export (0: none).
  public var activeTierDelivered: UInt8 = 0
  public var activeTierReceived: UInt8 = 0
  /// Price in force in 10^-5 of the currency unit a kWh, for import and for export.
  public var priceDelivered: Int64 = 0
  public var priceReceived: Int64 = 0
  /// Power now; never netted in the registers, the sign is for the display only.
  public var importPower = Power.zero
  public var exportPower = Power.zero
  /// Day, week and month history in both directions.
  public var historyDelivered = HANHistory()
  public var historyReceived = HANHistory()
  /// Cost of today's import in 10^-5 of the currency unit.
  public var costToday: Int32 = 0

  init(_ element: MeterElement) {
    self.element = element
    tiersDelivered = InlineArray(repeating: 0)
    tiersReceived = InlineArray(repeating: 0)
  }

  /// Instantaneous demand in W: import minus export.
  public var instantaneousDemandWatts: Int64 { (importPower.milliwatts - exportPower.milliwatts) / 1000 }
}
