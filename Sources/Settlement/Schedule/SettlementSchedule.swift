import Foundation

/// Makes and delivers the half hours of finished days, once a day, whatever happens in between.
///
/// Its folder holds `state.json`, `ledger.csv` (what was sent in which version), `outbox/` (files on their way),
/// `sent/` and `receipts.jsonl`. A day is put into exactly one file for each of its versions: the file and its ledger
/// lines are written before the ledger, and a start after a crash completes what is half done. A file is delivered at
/// least once, always under the same name with the same content. Scheduled times that passed while nothing ran are
/// made up for by one run: it takes all finished days that are new or changed and not older than the cut-off.
public struct SettlementSchedule {
  /// What does not change from run to run.
  public struct Configuration: Sendable {
    /// When the day before is closed.
    public var at: TimeOfDay
    /// Limits, role letter, validated flag.
    public var policy: CMSPolicy
    /// Supplier id of the MPANs.
    public var supplier: String
    /// Our market participant id, the receiver's role letter and id.
    public var from: String
    public var toRole: String
    public var to: String

    /// Creates a configuration.
    public init(
      at: TimeOfDay, policy: CMSPolicy, supplier: String, from: String, toRole: String, to: String
    ) {
      self.at = at
      self.policy = policy
      self.supplier = supplier
      self.from = from
      self.toRole = toRole
      self.to = to
    }
  }

  /// What the meters say, as far as it is known at a run.
  public struct Input: Sendable {
    /// The units.
    public var register: MeterIDRegister
    /// Half hours with their revisions.
    public var halfHours: [UnitHalfHour]
    /// What was left out on the way: unknown units, values refused.
    public var notes: [String]
    /// The earliest reading: milliseconds UTC. What was sent of the day it lies in is not replaced by less.
    public var firstMilliseconds: Int64?

    /// Creates an input.
    public init(
      register: MeterIDRegister, halfHours: [UnitHalfHour], notes: [String] = [],
      firstMilliseconds: Int64? = nil
    ) {
      self.firstMilliseconds = firstMilliseconds
      self.register = register
      self.halfHours = halfHours
      self.notes = notes
    }
  }

  private let configuration: Configuration
  private let folder: DurableFolder
  private let outbox: DurableFolder
  private let sent: DurableFolder
  private var state: ScheduleState
  private var ledger: SubmissionLedger

  static let ledgerName = "ledger.csv"
  static let stateName = "state.json"
  static let receiptsName = "receipts.jsonl"
  /// Suffix of the lines that go with a file of the outbox until they are in the ledger.
  static let linesSuffix = ".ledger"

  /// Opens the folder and completes what a crash left half done.
  public init(folder path: String, configuration: Configuration) throws(ScheduleError) {
    self.configuration = configuration
    folder = try DurableFolder(path: path)
    outbox = try DurableFolder(path: path + "/outbox")
    sent = try DurableFolder(path: path + "/sent")
    state = ScheduleState()
    if let data = folder.contents(Self.stateName) {
      guard let found = try? JSONDecoder().decode(ScheduleState.self, from: data) else {
        throw ScheduleError(reason: "\(folder.file(Self.stateName)) cannot be read; repair or remove it")
      }
      state = found
    }
    ledger = SubmissionLedger()
    try recover()
  }

  /// The scheduled time that waits to be worked off at `now`; nil when none does.
  public func due(at now: Int64) -> Int64? {
    let latest = configuration.at.latest(before: now)
    return latest > state.workedOff ? latest : nil
  }

  /// The next scheduled time after `now`.
  public func next(after now: Int64) -> Int64 { configuration.at.latest(before: now) + 86_400 }

  /// Files that wait for their delivery.
  public var waiting: [String] {
    get throws(ScheduleError) {
      try outbox.names().filter { $0.hasPrefix("D0379") && !$0.hasSuffix(Self.linesSuffix) }
    }
  }

  /// Puts all finished days that are new or changed into a file of the outbox.
  public mutating func make(
    _ input: Input, at now: Int64, report: (ScheduleReport) -> Void
  ) throws(ScheduleError) {
    for note in input.notes { report(.leftOut(note)) }
    let scheduled = configuration.at.latest(before: now)
    // What the scheduled time closes is the day before it, whatever day it is now.
    let last = FlowDate(utcSeconds: scheduled).days - 1
    let today = FlowDate(utcSeconds: now)
    let cutOffDays = Int(configuration.policy.lateDataCutOff.value)
    // What is later than the cut-off is reported for a month, then left alone.
    let first = input.halfHours.map(\.startSeconds).min().map {
      max(FlowDate(utcSeconds: $0).days, today.days - cutOffDays - 31)
    }
    let equivalent = EquivalentMeter(
      register: input.register, defaultLoadWatts: configuration.policy.defaultLoad.value)
    let values = Dictionary(grouping: input.halfHours) { FlowDate(utcSeconds: $0.startSeconds).days }
    var lines = ""
    var order: [MPAN] = []
    var days: [MPAN: [SettledDay]] = [:]
    var draft = ledger
    for day in first.map({ Array($0...max($0, last)) }) ?? [] where day <= last {
      for sum in equivalent.sums(values[day] ?? [], date: FlowDate(days: day), by: .mpan) {
        let decision = ledger.decision(
          mpan: sum.mpan, day: sum.day, today: today, cutOffDays: cutOffDays)
        // A log that was cut begins inside a day: what is left of it must not replace what was sent.
        if case .revised = decision, let begin = input.firstMilliseconds,
          begin > sum.day.date.startSeconds * 1000
        {
          report(
            .leftOut(
              "\(sum.mpan) \(sum.day.date.dashed) as revised: the event log begins later, inside the day"))
          continue
        }
        switch decision {
        case .unchanged: continue
        case .tooLate(let late): report(.tooLate(mpan: sum.mpan, date: sum.day.date, days: late))
        case .new(let version), .revised(let version):
          lines += draft.record(mpan: sum.mpan, day: sum.day, version: version)
          if days[sum.mpan] == nil { order.append(sum.mpan) }
          days[sum.mpan, default: []].append(sum.day)
          report(
            .included(mpan: sum.mpan, date: sum.day.date, version: version, missing: sum.missing))
        }
      }
    }
    if order.isEmpty {
      report(.nothingToSend)
    } else {
      let sets = order.map {
        AdvanceSet(mpan: $0, supplier: configuration.supplier, days: days[$0] ?? [])
      }
      let name = try put(sets, lines, at: now)
      ledger = draft
      report(.made(file: name, days: days.values.reduce(0) { $0 + $1.count }))
    }
    state.workedOff = scheduled
    try keepState()
  }

  /// Delivers what waits, oldest first; the rest waits behind a file that does not arrive, so that versions keep their
  /// order.
  public func deliver(
    at now: Int64, report: (ScheduleReport) -> Void,
    _ body: (_ data: Data, _ name: String) throws(DeliveryError) -> DeliveryReceipt
  ) throws(ScheduleError) {
    for name in try waiting {
      guard let data = outbox.contents(name) else {
        throw ScheduleError(reason: "\(outbox.file(name)) cannot be read")
      }
      do throws(DeliveryError) {
        let receipt = try body(data, name)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = (try? encoder.encode(receipt)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        do throws(ScheduleError) {
          try folder.append(line + "\n", Self.receiptsName)
          try outbox.move(name, to: sent)
        } catch { throw DeliveryError(reason: "delivered, but not noted: \(error)") }
        report(.delivered(receipt))
      } catch {
        report(.notDelivered(file: name, reason: error.description))
        return
      }
    }
  }

  /// Writes a file and its ledger lines; the lines first, so that a file never stands without them.
  private mutating func put(
    _ sets: [AdvanceSet], _ lines: String, at now: Int64
  ) throws(ScheduleError) -> String {
    state.lastFile += 1
    // The number is used up before the file is there: no two files share it.
    try keepState()
    let digits = String(state.lastFile)
    let fileID = "SM" + String(repeating: "0", count: max(8 - digits.count, 0)) + digits
    let flow = AdvanceFlow(
      .d0379,
      envelope: FlowEnvelope(
        fileID: fileID, fromRole: configuration.policy.administratorRole.value,
        fromParticipant: configuration.from, toRole: configuration.toRole, toParticipant: configuration.to,
        createdSeconds: now),
      sets: sets, isValidated: configuration.policy.validatedFlag.value == "T")
    let text: String
    do throws(FlowError) {
      text = try flow.text()
      // What was written is read back before it goes anywhere.
      _ = try AdvanceFlow(.d0379, parsing: text)
    } catch { throw ScheduleError(reason: "D0379: \(error)") }
    let name = "D0379_\(fileID).txt"
    try outbox.write(Data(lines.utf8), name + Self.linesSuffix)
    try outbox.write(Data(text.utf8), name)
    try folder.append(lines, Self.ledgerName)
    outbox.remove(name + Self.linesSuffix)
    return name
  }

  private func keepState() throws(ScheduleError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(state) else {
      throw ScheduleError(reason: "the state cannot be written as JSON")
    }
    try folder.write(data, Self.stateName)
  }

  private mutating func recover() throws(ScheduleError) {
    for name in try outbox.names() where name.hasSuffix(Self.linesSuffix) {
      let file = String(name.dropLast(Self.linesSuffix.count))
      let isMade = outbox.contents(file) != nil
      if isMade, let data = outbox.contents(name) {
        let noted = Set(ledgerText.split(separator: "\n"))
        let missing = String(decoding: data, as: UTF8.self).split(separator: "\n")
          .filter { !noted.contains($0) }
        try folder.append(missing.map { $0 + "\n" }.joined(), Self.ledgerName)
      }
      outbox.remove(name)
    }
    ledger = SubmissionLedger(parsing: ledgerText)
  }

  private var ledgerText: String {
    folder.contents(Self.ledgerName).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
