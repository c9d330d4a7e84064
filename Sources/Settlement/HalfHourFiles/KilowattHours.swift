/// Exact decimal text of energies.
public enum KilowattHours {
  /// kWh (kvarh) with up to nine decimals, trailing zeros left out: 1 500 000 000 µWh is `1.5`.
  public static func text(microwattHours: Int64) -> String {
    let magnitude = microwattHours.magnitude
    let whole = magnitude / 1_000_000_000
    let rest = magnitude % 1_000_000_000
    let sign = microwattHours < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }

  /// kWh (kvarh) cut to `decimals` places, for screens; files use the exact text.
  public static func text(microwattHours: Int64, decimals: Int) -> String {
    var unit: UInt64 = 1_000_000_000
    for _ in 0..<decimals { unit /= 10 }
    let scaled = microwattHours.magnitude / unit
    var digits = String(scaled)
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let point = digits.index(digits.endIndex, offsetBy: -decimals)
    return (microwattHours < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
  }
}
