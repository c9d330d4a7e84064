/// Why a tariff was refused; nothing of it was kept.
public enum TariffError: Error, Equatable, Sendable, BitwiseCopyable {
  /// More seasons, weeks, days or special days than a table holds (4, 4, 16, 50): send fewer.
  case tooManyEntries
  /// No season, week, day or action: at least one rate must be named.
  case empty
  /// A season names a week profile that is not in the table.
  case unknownWeek(season: UInt8)
  /// A week names a day profile that is not in the table.
  case unknownDay(week: UInt8)
  /// A special day names a day profile that is not in the table.
  case unknownSpecialDay(index: UInt8)
  /// A rate this tariff does not have (1...48 and 101...108 primary, 1...4 secondary).
  case unknownRate(UInt8)
  /// A month outside 1...12 or a day outside 1...31.
  case invalidDate
  /// The thresholds of a column do not rise: send them in order, 0xFFFF_FFFF where unused.
  case thresholdsNotRising(column: UInt8)
  /// A price scale outside -5...-2 (powers of ten of the currency unit a kWh).
  case scale(Int8)
  /// Neither a plan nor prices were given.
  case nothingGiven
  /// The meter was built without this tariff (see `TwinElementCapabilities`).
  case notSupported
  /// The memory refused the tariff; try again. Nothing has changed.
  case storage(StorageError)
}
