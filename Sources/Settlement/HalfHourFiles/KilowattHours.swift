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
}
