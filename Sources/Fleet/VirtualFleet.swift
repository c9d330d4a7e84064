import Foundation
import MeterCore
import Settlement

/// Many virtual meters with one journal: nothing acknowledged is lost, nothing counts twice.
///
/// `take` books in memory and in the journal's buffer; when `acknowledge` returns, everything taken before survives a
/// supply cut. A checkpoint holds the state of all meters; a start loads the newest valid one and replays the
/// journals since. What the source sends again after a crash is recognised as duplicate. Rows (issued periods) are
/// derived: those of a journal are written anew when it is replayed.
public struct VirtualFleet: ~Copyable {
  /// A meter of a fleet: late data up to two days old can revise half hours.
  public typealias Meter = VirtualMeter<200, 96>

  /// The folder.
  public let folder: String
  /// The meters, by index.
  public private(set) var meters: [Meter]
  /// Events taken since the start of the process, by outcome.
  public private(set) var outcomes: [Int] = Array(repeating: 0, count: ReadingOutcome.allCases.count)
  /// Events replayed from the journal at the start.
  public private(set) var replayedEvents = 0
  /// Bytes of a torn or damaged end of the journal that were cut off at the start.
  public private(set) var discardedBytes = 0

  private var generation: Int
  private var journal: AppendFile
  private var rows: AppendFile
  /// Opens or creates the fleet's folder; `meterCount` may have grown since.
  public init(folder: String, meterCount: Int, rules: VirtualMeterRules) throws(FleetError) {
    if mkdir(folder, 0o750) != 0, errno != EEXIST {
      throw .file(path: folder, operation: "create", code: errno)
    }
    var loaded: [Meter] = []
    var generation = 0
    for candidate in FleetFiles.generations(of: "checkpoint", in: folder).reversed() {
      if let found = try FleetFiles.loadCheckpoint(candidate, in: folder, rules: rules) {
        loaded = found
        generation = candidate
        break
      }
    }
    guard loaded.count <= meterCount else { throw .otherSize(stored: loaded.count, wanted: meterCount) }
    while loaded.count < meterCount { loaded.append(Meter(rules: rules)) }
    var meters = loaded
    loaded = []
    var replayed = 0
    var discarded = 0
    let first = generation
    let journals = FleetFiles.generations(of: "journal", in: folder).filter { $0 >= first }
    generation = max(generation, journals.last ?? 0)
    var length = 0
    for number in journals {
      var file = try AppendFile(path: FleetFiles.path("rows", number, in: folder), length: 0)
      let bytes = try FleetFiles.read(FleetFiles.path("journal", number, in: folder))
      var failure: FleetError?
      length = FleetFiles.replay(bytes, into: &meters) { meter, period in
        do throws(FleetError) {
          let row = FleetRow(meter: meter, period: period)
          try file.append(FleetRow.byteCount) { row.encode(into: &$0) }
        } catch { failure = error }
      }
      if let failure { throw failure }
      replayed += length / JournalRecord.byteCount
      discarded += bytes.count - length
      try file.sync()
    }
    if journals.last != generation { length = 0 }
    let rowsPath = FleetFiles.path("rows", generation, in: folder)
    let journalFile = try AppendFile(path: FleetFiles.path("journal", generation, in: folder), length: length)
    let rowsFile = try AppendFile(
      path: rowsPath, length: journals.last == generation ? FleetFiles.size(rowsPath) : 0)
    try FleetFiles.syncFolder(folder)
    self.folder = folder
    self.meters = meters
    self.generation = generation
    replayedEvents = replayed
    discardedBytes = discarded
    journal = journalFile
    rows = rowsFile
  }

  /// Takes a reading. It counts once `acknowledge` has returned.
  @discardableResult
  public mutating func take(_ reading: RegisterReading) throws(FleetError) -> ReadingOutcome {
    let milliseconds = reading.instant.nanoseconds / 1_000_000
    let record = JournalRecord(
      meter: reading.meter, milliseconds: milliseconds, value: reading.register.microwattHours,
      kind: .register,
      context: reading.context.rawValue, quality: reading.quality.rawValue, sequence: reading.sequence)
    return try take(record, issuing: { meter, issue in meter.take(reading, issue: issue) })
  }

  /// Takes a load event. It counts once `acknowledge` has returned.
  @discardableResult
  public mutating func take(_ event: LoadEvent) throws(FleetError) -> ReadingOutcome {
    let record = JournalRecord(
      meter: event.meter, milliseconds: event.instant.nanoseconds / 1_000_000, value: event.power.milliwatts,
      kind: .load, context: 0, quality: event.quality.rawValue, sequence: 0)
    return try take(record, issuing: { meter, issue in meter.take(event, issue: issue) })
  }

  /// Notes the exchange of a device's meter. It counts once `acknowledge` has returned.
  @discardableResult
  public mutating func exchange(
    meter: UInt32, at instant: Instant, final: Energy, initial: Energy
  ) throws(FleetError) -> ReadingOutcome {
    var record = JournalRecord(
      meter: meter, milliseconds: instant.nanoseconds / 1_000_000, value: final.microwattHours,
      kind: .exchangeFinal, context: 0, quality: 0, sequence: 0)
    let outcome = try take(
      record, issuing: { $0.exchange(at: instant, final: final, initial: initial, issue: $1) })
    record.kind = .exchangeInitial
    record.value = initial.microwattHours
    if outcome.isAccepted { try journal.append(JournalRecord.byteCount) { record.encode(into: &$0) } }
    return outcome
  }

  @inline(__always)
  private mutating func take(
    _ record: JournalRecord,
    issuing take: (inout Meter, (VirtualPeriod) -> Void) -> ReadingOutcome
  ) throws(FleetError) -> ReadingOutcome {
    let index = Int(record.meter)
    guard index < meters.count else { throw .unknownMeter(record.meter) }
    var failure: FleetError?
    let outcome = take(&meters[index]) { period in
      do throws(FleetError) {
        let row = FleetRow(meter: record.meter, period: period)
        try rows.append(FleetRow.byteCount) { row.encode(into: &$0) }
      } catch { failure = error }
    }
    if let failure { throw failure }
    outcomes[Int(outcome.rawValue)] += 1
    // What changed nothing need not be replayed.
    if outcome.isAccepted && outcome != .duplicate || outcome == .held {
      try journal.append(JournalRecord.byteCount) { record.encode(into: &$0) }
    }
    return outcome
  }

  /// Returns once everything taken so far survives a supply cut: only then may its source be told so.
  public mutating func acknowledge() throws(FleetError) {
    try journal.sync()
    try rows.write()
  }

  /// Writes the state of all meters and begins a new journal. The generation before is kept, in case this one is
  /// damaged; older journals go, rows stay.
  public mutating func checkpoint() throws(FleetError) {
    try journal.sync()
    try rows.sync()
    let next = generation + 1
    try FleetFiles.saveCheckpoint(meters, next, in: folder)
    journal = try AppendFile(path: FleetFiles.path("journal", next, in: folder), length: 0)
    rows = try AppendFile(path: FleetFiles.path("rows", next, in: folder), length: 0)
    try FleetFiles.syncFolder(folder)
    for old in FleetFiles.generations(of: "journal", in: folder) where old < generation {
      unlink(FleetFiles.path("journal", old, in: folder))
    }
    for old in FleetFiles.generations(of: "checkpoint", in: folder) where old < generation {
      unlink(FleetFiles.path("checkpoint", old, in: folder))
    }
    generation = next
  }

  /// The half hours of a UTC date, newest revisions.
  public mutating func day(_ date: FlowDate) throws(FleetError) -> FleetDay {
    try rows.write()
    var day = FleetDay(date: date, meterCount: meters.count)
    for number in FleetFiles.generations(of: "rows", in: folder) {
      try FleetFiles.eachRow(FleetFiles.path("rows", number, in: folder)) { day.take($0) }
    }
    return day
  }
}
