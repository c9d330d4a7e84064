/// What a virtual meter remembers of a period it has issued, to tell whether late data change it: 16 bytes.
struct IssuedPeriod: Equatable, Sendable, BitwiseCopyable {
  /// Energy in µWh.
  var energy: Int64 = 0
  /// The part below 1 Wh of the register at the end, in µWh: with `energy` it gives the whole Wh.
  var restOfRegister: UInt32 = 0
  /// Doubt.
  var flags: PeriodFlags = []
  /// 1 when first issued, 0 while never.
  var revision: UInt8 = 0
}
