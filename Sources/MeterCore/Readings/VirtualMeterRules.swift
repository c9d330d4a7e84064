/// What a virtual meter may believe. The defaults are this project's choice: no published rule was found for the
/// greatest gap, power or late limit of a measured CMS, so every one is a setting.
public struct VirtualMeterRules: Equatable, Sendable, BitwiseCopyable {
  /// What the source delivers.
  public enum Input: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Readings of a cumulative register (or of a pulse counter).
    case register = 0
    /// Changes of load: time and power.
    case load = 1
  }

  /// What the source delivers.
  public var input: Input
  /// Length of the period.
  public var period: PeriodLength
  /// The register's first value that it cannot show (10^8 Wh of an eight-digit kWh · 10^-3 register), in µWh; 0 for
  /// a register that never rolls over.
  public var rollOverAt: Energy
  /// Greatest power of the device in mW. More is refused.
  public var maximumPower: Power
  /// Energy by which a reading may exceed that (resolution of the register) in µWh.
  public var tolerance: Energy
  /// Longest time between two readings over which a value at a period's end still counts as actual, in seconds.
  public var maximumGapSeconds: UInt32
  /// Longest time bridged without a second reading to confirm it, in seconds.
  public var maximumBridgeSeconds: UInt32

  /// Creates rules; defaults suit one charge point outlet of at most 43 kW.
  public init(
    input: Input = .register, period: PeriodLength = .minutes30, rollOverAt: Energy = .zero,
    maximumPower: Power = Power(milliwatts: 43_500_000),
    tolerance: Energy = Energy(microwattHours: 100_000_000), maximumGapSeconds: UInt32 = 1800,
    maximumBridgeSeconds: UInt32 = 32 * 86_400
  ) {
    self.input = input
    self.period = period
    self.rollOverAt = rollOverAt
    self.maximumPower = maximumPower
    self.tolerance = tolerance
    self.maximumGapSeconds = maximumGapSeconds
    self.maximumBridgeSeconds = maximumBridgeSeconds
  }

  /// Length of the period in milliseconds.
  @inline(__always)
  var periodMilliseconds: Int64 { Int64(period.seconds) * 1000 }

  /// The most energy that `milliseconds` can bring, in µWh, tolerance included.
  @inline(__always)
  func mostEnergy(in milliseconds: Int64) -> Int64 {
    let (product, overflow) = maximumPower.milliwatts.multipliedReportingOverflow(by: milliseconds)
    return overflow ? Int64.max : product / 3600 &+ tolerance.microwattHours
  }
}
