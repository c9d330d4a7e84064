/// Voltages between which a supply is normal, as parts of the nominal voltage (definitions of IEC 61000-4-30;
/// the values are a board's choice).
public struct SupplyThresholds: Equatable, Sendable, BitwiseCopyable {
  /// Nominal voltage of an element in mV.
  public var nominalMillivolts: UInt32
  /// A sag begins below this part, in %.
  public var sagPercent: UInt8 = 90
  /// A swell begins above this part, in %.
  public var swellPercent: UInt8 = 110
  /// A phase has failed below this part, in %.
  public var failurePercent: UInt8 = 10
  /// How far a voltage must come back before it counts as normal again, in % of nominal.
  public var hysteresisPercent: UInt8 = 2

  /// Creates thresholds of 90, 110 and 10 % of `nominalMillivolts`.
  public init(nominalMillivolts: UInt32) { self.nominalMillivolts = nominalMillivolts }

  func millivolts(percent: Int) -> UInt32 {
    UInt32(UInt64(nominalMillivolts) * UInt64(max(percent, 0)) / 100)
  }
}
