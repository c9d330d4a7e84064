/// Exact decimals as scaled integers.
enum ScaledDecimal {
  /// Reads a decimal as an integer of 10^-`places`; nil for anything else, for more places, and where it does not fit.
  static func parse(_ text: String, places: Int) -> Int64? {
    var rest = Substring(text)
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest = rest.dropFirst()
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= places else { return nil }
    let digits = parts[0] + fraction + String(repeating: "0", count: places - fraction.utf8.count)
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(digits) else { return nil }
    return isNegative ? -value : value
  }

  /// Writes an integer of 10^-`places` without trailing zeros.
  static func text(_ value: Int64, places: Int) -> String {
    let magnitude = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - magnitude.utf8.count)) + magnitude
    var fraction = String(padded.suffix(places))
    while fraction.last == "0" { fraction.removeLast() }
    let whole = padded.dropLast(places)
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}
