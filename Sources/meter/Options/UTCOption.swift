import ArgumentParser
import Foundation

/// A UTC time on the command line: `2026-03-29`, `2026-03-29T00:30Z`, `2026-03-29T00:30:00Z`.
struct UTCOption: ExpressibleByArgument {
  /// Seconds since 1970.
  var seconds: Int64
  /// The last second meant: a date alone means its whole day.
  var lastSecond: Int64

  init?(argument: String) {
    let isDate = argument.count == 10
    var text = isDate ? argument + "T00:00:00Z" : argument
    if text.count == 17, text.hasSuffix("Z") { text = text.dropLast() + ":00Z" }
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    seconds = Int64(date.timeIntervalSince1970)
    lastSecond = isDate ? seconds + 86_399 : seconds
  }
}
