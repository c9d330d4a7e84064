import ArgumentParser
import Fleet
import Foundation
import Settlement

/// What D0379 and D0380 share on the command line.
struct AdvanceOptions: ParsableArguments {
  @Option(help: "Check this file instead of writing one.") var check: String?
  @Option(help: "Register of meter ids (CSV).") var register: String?
  @Option(help: "Event log (swift-meter neutral layout).") var events: String?
  @Option(help: "Date, e.g. 2026-01-05.") var date: String?
  @Option(help: "File to write; standard output without.") var output: String?
  @Option(help: "Supplier id, four characters.") var supplier: String = "SUPP"
  @Option(help: "Our market participant id.") var from: String = "MADM"
  @Option(help: "Market participant id of the receiver.") var to: String = "HHDC"
  @Option(help: "Role letter of the receiver.") var toRole: String = "C"
  @Option(help: "File identifier, at most 10 characters.") var fileID: String = "SM00000001"
  @Flag(help: "Half hours by sub-meter (equivalent meter) as CSV instead of the flow.") var bySubMeter = false
  @OptionGroup var policy: PolicyOption

  func checkFile(_ kind: AdvanceFlow.Kind) throws -> Bool {
    guard let check else { return false }
    let flow = try AdvanceFlow(kind, parsing: TextFile.text(check))
    for set in flow.sets {
      for day in set.days {
        let estimated = day.periods.filter { $0.indicator != .actual }.count
        let sum = SettledPeriod(wattHours: day.wattHours, indicator: .actual).kilowattHours
        print(
          "\(set.mpan) \(day.date.dashed): \(day.periods.count) half hours, \(sum) kWh, \(estimated) not actual"
        )
      }
    }
    return true
  }

  struct Input {
    var register: MeterIDRegister
    var date: FlowDate
    var policy: CMSPolicy
    var replay: EventReplay
  }

  func load() throws -> Input {
    guard let register, let events, let text = date, let date = FlowDate(text) else {
      throw CommandFailure(.usage, "name --register, --events and --date (or --check FILE)")
    }
    let meters = try MeterIDRegister(parsing: TextFile.text(register))
    let policy = try policy.load()
    let replay = EventReplay(
      try NeutralEventLog.events(TextFile.text(events)), register: meters, policy: policy)
    for line in replay.leftOut(meters) { note("left out: \(line)") }
    return Input(register: meters, date: date, policy: policy, replay: replay)
  }

  func note(_ text: String) { FileHandle.standardError.write(Data("meter: \(text)\n".utf8)) }

  func write(_ kind: AdvanceFlow.Kind, _ sets: [AdvanceSet], _ policy: CMSPolicy) throws {
    let flow = AdvanceFlow(
      kind,
      envelope: FlowEnvelope(
        fileID: fileID, fromRole: policy.administratorRole.value, fromParticipant: from, toRole: toRole,
        toParticipant: to, createdSeconds: Int64(Date().timeIntervalSince1970)),
      sets: sets, isValidated: policy.validatedFlag.value == "T")
    let text = try flow.text()
    // What was written is read back before it goes anywhere.
    _ = try AdvanceFlow(kind, parsing: text)
    guard let output else { return print(text, terminator: "") }
    try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    note(
      "written: \(output); role letter \(policy.administratorRole.text), validated flag \(policy.validatedFlag.text)"
    )
  }
}

struct AdvancesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "d0379", abstract: "Write or check half-hourly advances UTC: 48 half hours of a UTC date.")

  @OptionGroup var options: AdvanceOptions
  @Option(help: "Ledger of what was sent: unchanged days are left out, revised ones sent again.") var ledger:
    String?
  @Option(help: "Today, for the late-data rule; default now.") var today: String?

  func run() throws {
    if try options.checkFile(.d0379) { return }
    let input = try options.load()
    let equivalent = EquivalentMeter(
      register: input.register, defaultLoadWatts: input.policy.defaultLoad.value)
    if options.bySubMeter {
      print("sub_meter,mpan,date,period,kwh,indicator")
      for sum in equivalent.sums(input.replay.halfHours, date: input.date, by: .subMeter) {
        for (index, period) in sum.day.periods.enumerated() {
          print(
            "\(sum.key),\(sum.mpan),\(sum.day.date.dashed),\(index + 1),\(period.kilowattHours),\(period.indicator.rawValue)"
          )
        }
      }
      return
    }
    var now = FlowDate(utcSeconds: Int64(Date().timeIntervalSince1970))
    if let today {
      guard let date = FlowDate(today) else {
        throw CommandFailure(.usage, "--today \(today): no date, e.g. 2026-01-06")
      }
      now = date
    }
    if input.date.days >= now.days {
      options.note("\(input.date.dashed) is not over: half hours to come are estimates of the default load")
    }
    // A ledger that is there and cannot be read is no new one: every day would be sent again as the first version.
    let isNew = ledger.map { !FileManager.default.fileExists(atPath: $0) } ?? true
    var book = SubmissionLedger(parsing: isNew ? "" : try TextFile.text(ledger ?? ""))
    if book.damagedLines > 0 { options.note("\(ledger ?? ""): \(book.damagedLines) lines cannot be read") }
    var lines = ""
    var sets: [AdvanceSet] = []
    for sum in equivalent.sums(input.replay.halfHours, date: input.date, by: .mpan) {
      if sum.missing > 0 {
        options.note(
          "\(sum.mpan): \(sum.missing) half hours of units missing: default load \(input.policy.defaultLoad.text)"
        )
      }
      if ledger != nil {
        let decision = book.decision(
          mpan: sum.mpan, day: sum.day, today: now, cutOffDays: Int(input.policy.lateDataCutOff.value))
        options.note("\(sum.mpan) \(sum.day.date.dashed): \(decision)")
        if case .revised = decision, let begin = input.replay.firstMilliseconds,
          begin > sum.day.date.startSeconds * 1000
        {
          options.note(
            "not sent: the event log begins inside the day, what is left would replace what was sent")
          continue
        }
        switch decision {
        case .unchanged: continue
        case .tooLate:
          options.note("not sent: later than \(input.policy.lateDataCutOff.text)")
          continue
        case .new(let version), .revised(let version):
          lines += book.record(mpan: sum.mpan, day: sum.day, version: version)
        }
      }
      sets.append(AdvanceSet(mpan: sum.mpan, supplier: options.supplier, days: [sum.day]))
    }
    guard !sets.isEmpty else { return options.note("nothing to send") }
    try options.write(.d0379, sets, input.policy)
    // After the file: a crash between sends the day again with the same version, and loses none.
    if let ledger {
      if !FileManager.default.fileExists(atPath: ledger) {
        try Data().write(to: URL(fileURLWithPath: ledger))
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: ledger))
      let end = try handle.seekToEnd()
      // A line that a crash cut short is ended first.
      let text = try String(contentsOfFile: ledger, encoding: .utf8)
      try handle.write(contentsOf: Data(((end > 0 && !text.hasSuffix("\n") ? "\n" : "") + lines).utf8))
      try handle.synchronize()
    }
  }
}

struct LocalAdvancesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "d0380",
    abstract: "Write or check half-hourly advances of a local settlement day: 46, 48 or 50.")

  @OptionGroup var options: AdvanceOptions
  @Option(help: "Time zone.") var zone: String = "Europe/London"

  func run() throws {
    if try options.checkFile(.d0380) { return }
    let input = try options.load()
    guard let days = LocalSettlementDays(zone: zone) else {
      throw CommandFailure(.usage, "'\(zone)' is no known time zone; install tzdata")
    }
    let equivalent = EquivalentMeter(
      register: input.register, defaultLoadWatts: input.policy.defaultLoad.value)
    var utc: [MPAN: [SettledDay]] = [:]
    for offset in -1...1 {
      for sum in equivalent.sums(
        input.replay.halfHours, date: FlowDate(days: input.date.days + offset), by: .mpan)
      {
        utc[sum.mpan, default: []].append(sum.day)
      }
    }
    let sets = utc.keys.sorted { $0.number < $1.number }.compactMap { mpan -> AdvanceSet? in
      guard let day = days.days(utc[mpan]!).first(where: { $0.date == input.date }) else { return nil }
      return AdvanceSet(mpan: mpan, supplier: options.supplier, days: [day])
    }
    try options.write(.d0380, sets, input.policy)
  }
}
