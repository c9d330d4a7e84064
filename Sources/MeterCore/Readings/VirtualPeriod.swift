/// One period of a virtual meter as it is known now; issued again, with the next revision, when late data change it.
public struct VirtualPeriod: Equatable, Sendable, BitwiseCopyable {
  /// Start of the period: whole seconds UTC since 1970.
  public var startSeconds: UInt32
  /// Length of the period.
  public var period: PeriodLength
  /// Energy of the period in µWh, rounded so that the sum over periods is the register's advance.
  public var energy: Energy
  /// The virtual register at the end of the period in µWh, rounded down, as it stood when this was issued: late data
  /// of an earlier period may move it by whole Wh, which is no reason to issue this one again.
  public var register: Energy
  /// Doubt about the value.
  public var flags: PeriodFlags
  /// 1 when first issued; stops at 255.
  public var revision: UInt8

  /// Creates a period.
  public init(
    startSeconds: UInt32, period: PeriodLength, energy: Energy, register: Energy, flags: PeriodFlags,
    revision: UInt8
  ) {
    self.startSeconds = startSeconds
    self.period = period
    self.energy = energy
    self.register = register
    self.flags = flags
    self.revision = revision
  }

  /// Whole Wh of the period. The part below 1 Wh is carried to the next period, so that the sum of whole Wh is the
  /// advance of the register in whole Wh.
  public var wattHours: Int64 {
    register.microwattHours / 1_000_000 - (register - energy).microwattHours / 1_000_000
  }

  /// True where the value is Actual (A) in settlement, false where it is an estimate (E): delivered late is no doubt.
  public var isActual: Bool { flags.subtracting([.recovered, .configurationChanged]).isEmpty }

  /// The same as a row of a profile log.
  public var row: ProfileRow<1> {
    var row = ProfileRow<1>(
      periodStartSeconds: startSeconds, period: period, flags: flags, coveredSeconds: UInt16(period.seconds),
      channelCount: 1)
    row.values[0] = ProfileValue(energy: energy, register: register, pulses: 0)
    return row
  }
}
