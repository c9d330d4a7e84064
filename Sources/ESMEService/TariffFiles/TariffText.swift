import Foundation
import MeterCore
import Settlement

/// Words of tariff files.
enum TariffText {
  static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// `2026-04-01`, `2026-04-01T00:30Z`, `2026-04-01T00:30:00Z`: seconds UTC since 1970.
  static func seconds(_ text: String) -> Int64? {
    var full = text.count == 10 ? text + "T00:00:00Z" : text
    if full.count == 17, full.hasSuffix("Z") { full = full.dropLast() + ":00Z" }
    guard let date = try? Date(full, strategy: .iso8601) else { return nil }
    return Int64(date.timeIntervalSince1970)
  }

  /// `06:30` as minutes of the day.
  static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }

  static func time(slot: Int) -> String { "\(two(slot / 2)):\(slot % 2 == 0 ? "00" : "30")" }

  /// `2026-12-25`, with `any` for an open field; `any` alone is any date.
  static func date(_ text: String) -> TariffDate? {
    if text == "any" { return .any }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    func field(_ part: Substring, _ open: Int, _ range: ClosedRange<Int>) -> Int? {
      if part == "any" { return open }
      guard let value = Int(part), range.contains(value) else { return nil }
      return value
    }
    guard let year = field(parts[0], 0xFFFF, 2000...2136), let month = field(parts[1], 0xFF, 1...12),
      let day = field(parts[2], 0xFF, 1...31)
    else { return nil }
    return TariffDate(year: UInt16(year), month: UInt8(month), day: UInt8(day))
  }

  static func text(_ date: TariffDate) -> String {
    if date == .any { return "any" }
    let year = date.year == 0xFFFF ? "any" : "\(date.year)"
    let month = date.month == 0xFF ? "any" : two(Int(date.month))
    let day = date.day == 0xFF ? "any" : two(Int(date.day))
    return "\(year)-\(month)-\(day)"
  }

  /// A decimal with at most five places, in 10^-5; nil for another text or too large a number.
  static func price(_ text: String) -> Int32? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), text.filter({ $0 == "-" }).count == (isNegative ? 1 : 0),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let places = parts.count == 2 ? String(parts[1]) : ""
    guard places.count <= 5, let whole = Int64(parts[0]), whole < 100_000,
      let fraction = Int64(places + String(repeating: "0", count: 5 - places.count))
    else { return nil }
    return Int32(exactly: (whole * 100_000 + fraction) * (isNegative ? -1 : 1))
  }

  /// Exact decimal of an amount of 10^-5.
  static func price(_ amount: Int64) -> String {
    let digits = String(amount.magnitude % 100_000)
    var places = String(repeating: "0", count: 5 - digits.count) + digits
    while places.count > 2, places.last == "0" { places.removeLast() }
    return "\(amount < 0 ? "-" : "")\(amount.magnitude / 100_000).\(places)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension TariffAccount {
  /// Its rates, for messages.
  var rateText: String { self == .primaryImport ? "1 to 48 and 101 to 108 (with blocks)" : "1 to 4" }
}
