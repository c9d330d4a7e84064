/// The price matrix of one tariff.
public struct TariffPrices: StoredRecord {
  /// Prices a kWh in `10^scale` of the currency unit: the time-of-use rates (48 primary, 4 secondary).
  public var timeOfUse: InlineArray<48, Int32>
  /// Prices of the rates with blocks (index: 8 × block + rate). Primary import only.
  public var block: InlineArray<32, Int32>
  /// Power of ten of the prices, -5 (1/1000 penny) to -2.
  public var scale: Int8
  /// Charge a day in 10^-5 of the currency unit, collected at 00:00 UTC. Not for a single element: only that of
  /// the primary import tariff is collected.
  public var standingCharge: Int32

  /// Prices of zero.
  public init() {
    timeOfUse = InlineArray(repeating: 0)
    block = InlineArray(repeating: 0)
    scale = -5
    standingCharge = 0
  }

  public static var storedBytes: Int { 48 * 4 + 32 * 4 + 1 + 4 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.fields(&timeOfUse, &bytes)
    coder.fields(&block, &bytes)
    coder.field(&scale, &bytes)
    coder.field(&standingCharge, &bytes)
  }

  /// Why the prices cannot be used; nil when they can.
  public var defect: TariffError? { (-5 ... -2).contains(scale) ? nil : .scale(scale) }

  /// Price of a kWh in 10^-5 of the currency unit, at `rate` and block 0 to 3.
  public func price(rate: UInt8, block number: Int) -> Int64 {
    let raw = rate >= 101 ? block[8 * number + Int(rate) - 101] : rate >= 1 ? timeOfUse[Int(rate) - 1] : 0
    var price = Int64(raw)
    var power = scale
    while power > -5 {
      price *= 10
      power -= 1
    }
    return price
  }
}
