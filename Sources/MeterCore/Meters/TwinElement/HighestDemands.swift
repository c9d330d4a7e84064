/// Highest half-hour demands of the primary element (SMETS: import, import in a window of the day, export). Whether
/// the secondary element has any is unpublished, so it has none.
public struct HighestDemands: Sendable, BitwiseCopyable {
  /// One register.
  public struct Register: Equatable, Sendable, BitwiseCopyable {
    /// Demand in W: twice the Wh of the half hour.
    public internal(set) var watts: UInt32 = 0
    /// End of that half hour, seconds UTC since 1970; 0 while there is none.
    public internal(set) var captureSeconds: UInt32 = 0
  }

  /// Active import.
  public internal(set) var activeImport = Register()
  /// Active import in half hours that lie in the window.
  public internal(set) var activeImportInWindow = Register()
  /// Active export.
  public internal(set) var activeExport = Register()
  /// Time of the last reset of the import registers, seconds UTC since 1970.
  public internal(set) var importResetSeconds: UInt32 = 0
  /// Time of the last reset of the export register, seconds UTC since 1970.
  public internal(set) var exportResetSeconds: UInt32 = 0
  /// The window: first and last minute of the day in UTC; it may go over midnight. Empty when equal.
  public internal(set) var windowStartMinute: UInt16 = 0
  public internal(set) var windowEndMinute: UInt16 = 0

  static var storedBytes: Int { 3 * 8 + 8 + 4 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&activeImport.watts, &bytes)
    coder.field(&activeImport.captureSeconds, &bytes)
    coder.field(&activeImportInWindow.watts, &bytes)
    coder.field(&activeImportInWindow.captureSeconds, &bytes)
    coder.field(&activeExport.watts, &bytes)
    coder.field(&activeExport.captureSeconds, &bytes)
    coder.field(&importResetSeconds, &bytes)
    coder.field(&exportResetSeconds, &bytes)
    coder.field(&windowStartMinute, &bytes)
    coder.field(&windowEndMinute, &bytes)
  }

  /// Takes the energies of a half hour.
  mutating func close(startSeconds: UInt32, importWattHours: UInt32, exportWattHours: UInt32) {
    let end = startSeconds + 1800
    func note(_ register: inout Register, _ wattHours: UInt32) {
      guard 2 * wattHours > register.watts else { return }
      register = Register(watts: 2 * wattHours, captureSeconds: end)
    }
    note(&activeImport, importWattHours)
    note(&activeExport, exportWattHours)
    let minute = UInt16(startSeconds % 86_400 / 60)
    let isInside =
      windowStartMinute <= windowEndMinute
      ? minute >= windowStartMinute && minute + 30 <= windowEndMinute
      : minute >= windowStartMinute || minute + 30 <= windowEndMinute
    if isInside { note(&activeImportInWindow, importWattHours) }
  }
}
