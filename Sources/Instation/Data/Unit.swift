/// Units of COSEM registers by their number (IEC 62056-6-2).
public enum Unit {
  /// The symbol; empty for "no unit" (255) and for a number without a name here.
  public static func symbol(_ number: UInt8) -> String {
    switch number {
    case 1: "a"
    case 2: "mo"
    case 3: "wk"
    case 4: "d"
    case 5: "h"
    case 6: "min"
    case 7: "s"
    case 8: "°"
    case 9: "°C"
    case 13: "m³"
    case 27: "W"
    case 28: "VA"
    case 29: "var"
    case 30: "Wh"
    case 31: "VAh"
    case 32: "varh"
    case 33: "A"
    case 34: "C"
    case 35: "V"
    case 44: "Hz"
    case 56: "%"
    default: ""
    }
  }

  /// True for energies, which add up over time.
  public static func isEnergy(_ number: UInt8) -> Bool { (30...32).contains(number) }
}

/// Scaler and unit of a register.
public struct ScalerUnit: Equatable, Hashable, Sendable {
  /// Power of ten.
  public var scaler: Int8
  /// Unit by its number.
  public var unit: UInt8
  /// Object that they were borrowed from, because the register's own are denied.
  public var borrowedFrom: String?

  /// Creates a scaler with its unit.
  public init(scaler: Int8, unit: UInt8, borrowedFrom: String? = nil) {
    self.scaler = scaler
    self.unit = unit
    self.borrowedFrom = borrowedFrom
  }

  init?(_ octets: [UInt8]) {
    guard let parts = (try? COSEMValue(octets))?.elements, parts.count == 2, let scaler = parts[0].integer,
      let unit = parts[1].integer, let exact = Int8(exactly: scaler), let number = UInt8(exactly: unit)
    else { return nil }
    self.init(scaler: exact, unit: number)
  }

  /// `value` times ten to the power of the scaler, exactly.
  public static func text(_ value: Int64, scaler: Int8) -> String {
    let digits = String(value.magnitude)
    let sign = value < 0 ? "-" : ""
    if scaler >= 0 {
      return sign + digits + (value == 0 ? "" : String(repeating: "0", count: Int(scaler)))
    }
    let places = Int(-Int(scaler))
    let padded =
      digits.count > places ? digits : String(repeating: "0", count: places + 1 - digits.count) + digits
    let point = padded.index(padded.endIndex, offsetBy: -places)
    return sign + padded[..<point] + "." + padded[point...]
  }
}
