import COSEM

/// A data set of IEC 62056-21: an address and its values, such as `1.8.0(001234.5*kWh)`.
public struct FlagDataSet: Equatable, Sendable {
  /// The address; empty where the line has none.
  public var address: String
  /// Values with their units, in order.
  public var values: [(value: String, unit: String)]

  public static func == (left: Self, right: Self) -> Bool {
    left.address == right.address && left.values.elementsEqual(right.values, by: ==)
  }

  /// Reads the data sets of a line; nil where it is none.
  public static func parse(_ line: String) -> [FlagDataSet]? {
    var sets: [FlagDataSet] = []
    var rest = line[...]
    while !rest.isEmpty {
      guard let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")") else {
        return nil
      }
      let address = String(rest[..<open])
      let inner = rest[rest.index(after: open)..<close]
      guard !inner.contains("(") else { return nil }
      let parts = inner.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
      let value = (value: String(parts[0]), unit: parts.count > 1 ? String(parts[1]) : "")
      if address.isEmpty && !sets.isEmpty {
        sets[sets.count - 1].values.append(value)
      } else {
        sets.append(FlagDataSet(address: address, values: [value]))
      }
      rest = rest[rest.index(after: close)...]
    }
    return sets.isEmpty ? nil : sets
  }

  /// The logical name of an address such as `1.8.0`, `1-0:1.8.0` or `1-0:1.8.0*255`; nil for letters.
  public var name: OBIS? {
    var text = address[...]
    var (a, b, f): (UInt8, UInt8, UInt8) = (1, 0, 255)
    if let colon = text.firstIndex(of: ":") {
      let medium = text[..<colon].split(separator: "-")
      guard medium.count == 2, let first = UInt8(medium[0]), let second = UInt8(medium[1]) else { return nil }
      (a, b) = (first, second)
      text = text[text.index(after: colon)...]
    }
    if let star = text.firstIndex(of: "*") {
      guard let value = UInt8(text[text.index(after: star)...]) else { return nil }
      f = value
      text = text[..<star]
    }
    let groups = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard (2...3).contains(groups.count), !groups.contains(nil) else { return nil }
    // Short addresses leave the medium out: electricity, but for what no medium has.
    if !address.contains(":"), groups[0]! >= 90 { a = 0 }
    return OBIS(a, b, groups[0]!, groups[1]!, groups.count == 3 ? groups[2]! : 0, f)
  }

  /// A decimal value as an integer and the power of ten that belongs to it; nil for anything else.
  public static func decimal(_ text: String) -> (value: Int64, scaler: Int8)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty || parts.count == 2 else { return nil }
    let places = parts.count == 2 ? parts[1].count : 0
    let digits = parts.joined()
    guard places <= 9, digits.count <= 18, let value = Int64(digits), !digits.hasPrefix("+") else {
      return nil
    }
    return (value, Int8(-places))
  }

  /// Unit number and power of ten of a unit such as `kWh`; nil for an unknown one.
  public static func unit(_ text: String) -> (unit: UInt8, power: Int8)? {
    var symbol = text[...]
    var power: Int8 = 0
    if symbol.hasPrefix("k") || symbol.hasPrefix("M") {
      power = symbol.hasPrefix("k") ? 3 : 6
      symbol = symbol.dropFirst()
    }
    let wanted = symbol.lowercased()
    let number = (UInt8(1)...56).first { Unit.symbol($0).lowercased() == wanted && !wanted.isEmpty }
    return number.map { ($0, power) }
  }
}
