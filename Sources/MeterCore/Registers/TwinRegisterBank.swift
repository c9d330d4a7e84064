/// The cumulative registers: whole Wh (varh) and the rest below 1 Wh in µWh, carried for ever.
///
/// Everything that is shown, logged or billed (tariff registers, profile, daily reads) is made of the advance
/// of the whole Wh, so that all of them agree to the Wh at any moment. Registers wrap at 2^32 Wh, as on the wire.
public struct TwinRegisterBank: Sendable, BitwiseCopyable {
  /// Whole Wh (varh), by `TwinRegister`.
  public internal(set) var wattHours: InlineArray<7, UInt32>
  /// Rest in µWh (µvarh), below 1 000 000.
  public internal(set) var rest: InlineArray<7, UInt32>

  /// Empty registers.
  public init() {
    wattHours = InlineArray(repeating: 0)
    rest = InlineArray(repeating: 0)
  }

  /// Whole Wh (varh) of one register.
  public subscript(_ register: TwinRegister) -> UInt32 { wattHours[Int(register.rawValue)] }

  /// The exact content of one register.
  public func energy(_ register: TwinRegister) -> Energy {
    let index = Int(register.rawValue)
    return Energy(microwattHours: Int64(wattHours[index]) * 1_000_000 + Int64(rest[index]))
  }

  /// Adds a positive energy and returns the whole Wh it made.
  mutating func add(_ energy: Energy, to register: TwinRegister) -> UInt32 {
    let index = Int(register.rawValue)
    let sum = Int64(rest[index]) + energy.microwattHours
    var whole: UInt32 = 0
    if sum < 1_000_000 {
      rest[index] = UInt32(truncatingIfNeeded: sum)
    } else if sum < 2_000_000 {
      // The usual pulse of about 1 Wh needs no 64-bit division.
      whole = 1
      rest[index] = UInt32(truncatingIfNeeded: sum - 1_000_000)
    } else {
      whole = UInt32(truncatingIfNeeded: sum / 1_000_000)
      rest[index] = UInt32(truncatingIfNeeded: sum % 1_000_000)
    }
    wattHours[index] &+= whole
    return whole
  }
}
