/// The newest closed rows, inside the state: the commit of the state makes them durable, and a mount appends again
/// what a cut kept from the logs. So a row is never lost and never written twice.
struct TwinOutbox: Sendable, BitwiseCopyable {
  /// No row.
  static var none: UInt32 { UInt32.max }

  var importRow = ImportProfileRow()
  var exportRow = ExportProfileRow()
  var snapshot = RegisterSnapshot()
  var day = DailyConsumptionRow()
  /// Intended ids, `none` where nothing was closed.
  var importID = TwinOutbox.none
  var exportID = TwinOutbox.none
  var dailyID = TwinOutbox.none
  var billingID = TwinOutbox.none
  var dayID = TwinOutbox.none

  static var storedBytes: Int {
    ImportProfileRow.storedBytes + ExportProfileRow.storedBytes + RegisterSnapshot.storedBytes
      + DailyConsumptionRow.storedBytes + 5 * 4
  }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    importRow.code(&coder, &bytes)
    exportRow.code(&coder, &bytes)
    snapshot.code(&coder, &bytes)
    day.code(&coder, &bytes)
    coder.field(&importID, &bytes)
    coder.field(&exportID, &bytes)
    coder.field(&dailyID, &bytes)
    coder.field(&billingID, &bytes)
    coder.field(&dayID, &bytes)
  }

  /// True when nothing waits.
  var isEmpty: Bool {
    importID == Self.none && exportID == Self.none && dailyID == Self.none && billingID == Self.none
      && dayID == Self.none
  }
}
