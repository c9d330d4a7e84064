/// A half hour of the active import of both elements (Profile Data Log, 13 months).
public struct ImportProfileRow: StoredRecord {
  /// Start of the half hour, seconds UTC since 1970.
  public var startSeconds: UInt32 = 0
  /// Doubt about the row.
  public var flags: PeriodFlags = []
  /// Seconds really metered.
  public var coveredSeconds: UInt16 = 0
  /// Wh taken on the primary element.
  public var primary: UInt32 = 0
  /// Wh taken on the secondary element.
  public var secondary: UInt32 = 0

  /// An empty row.
  public init() {}
  public static var storedBytes: Int { 16 }

  /// End of the half hour, seconds UTC since 1970: what the log's stamp means on the wire.
  public var endSeconds: UInt32 { startSeconds + 1800 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&startSeconds, &bytes)
    flags.code(&coder, &bytes)
    coder.field(&coveredSeconds, &bytes)
    coder.field(&primary, &bytes)
    coder.field(&secondary, &bytes)
  }
}

/// A half hour of everything else (Profile Data Log, 3 months): stored together, so that they cannot disagree.
public struct ExportProfileRow: StoredRecord {
  /// Start of the half hour, seconds UTC since 1970.
  public var startSeconds: UInt32 = 0
  /// Doubt about the row.
  public var flags: PeriodFlags = []
  /// Seconds really metered.
  public var coveredSeconds: UInt16 = 0
  /// varh taken on the primary element.
  public var reactiveImport: UInt32 = 0
  /// Wh delivered on the primary element.
  public var activeExport: UInt32 = 0
  /// varh delivered on the primary element.
  public var reactiveExport: UInt32 = 0
  /// Wh delivered on the secondary element (MP184 requirement 3, *provisional*).
  public var secondaryActiveExport: UInt32 = 0
  /// varh delivered on the secondary element (*provisional*, only with the capability).
  public var secondaryReactiveExport: UInt32 = 0

  /// An empty row.
  public init() {}
  public static var storedBytes: Int { 28 }

  /// End of the half hour, seconds UTC since 1970: what the log's stamp means on the wire.
  public var endSeconds: UInt32 { startSeconds + 1800 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&startSeconds, &bytes)
    flags.code(&coder, &bytes)
    coder.field(&coveredSeconds, &bytes)
    coder.field(&reactiveImport, &bytes)
    coder.field(&activeExport, &bytes)
    coder.field(&reactiveExport, &bytes)
    coder.field(&secondaryActiveExport, &bytes)
    coder.field(&secondaryReactiveExport, &bytes)
  }
}

extension PeriodFlags {
  /// Codes the flags as two bytes.
  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    var raw = rawValue
    coder.field(&raw, &bytes)
    self = PeriodFlags(rawValue: raw)
  }
}
