/// The four places for an MPAN in a twin-element meter.
public enum MPANSlot: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Import on the primary element.
  case primaryImport = 0
  /// Import on the secondary element.
  case secondaryImport = 1
  /// Export on the primary element.
  case primaryExport = 2
  /// Export on the secondary element (MP184 requirement 4, *provisional*).
  case secondaryExport = 3

  /// The slot for the export of an element.
  public static func export(_ element: MeterElement) -> MPANSlot {
    element == .primary ? .primaryExport : .secondaryExport
  }
}
