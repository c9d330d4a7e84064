import Archive
import COSEM
import Instation
import Settlement

/// What was read of a meter, as JSON and text.
public struct ReadReport: Encodable, Sendable {
  struct Fact: Encodable, Sendable {
    var what: String
    var value: String
  }
  struct Clock: Encodable, Sendable {
    var meterTime: String
    var offsetSeconds: Double
    var uncertaintySeconds: Double
    var samples: Int
    var isHostSynchronised: Bool
  }
  struct Register: Encodable, Sendable {
    var code: String
    var `class`: Int
    var count: Int64?
    var value: String?
    var unit: String?
    var scaler: Int?
    var borrowedFrom: String?
    var captured: String?
    var failure: String?
  }
  struct Column: Encodable, Sendable {
    var code: String
    var `class`: Int
    var attribute: Int
    var scaler: Int?
    var unit: String?
    var borrowedFrom: String?
  }
  struct Row: Encodable, Sendable {
    var start: String
    var cells: [Int64?]
    var doubts: [String]
  }
  struct Gap: Encodable, Sendable {
    var start: String
    var periods: Int64
  }
  struct Sum: Encodable, Sendable {
    var interval: String
    var register: String
    var sum: Int64
    var advance: Int64
    var agrees: Bool?
  }
  struct Checks: Encodable, Sendable {
    var received: Int
    var missing: Int64
    var gaps: [Gap]
    var repeated: Int
    var contradictory: [String]
    var outside: Int
    var unstamped: Int
    var outOfOrder: Int
    var offGrid: Int
    var newestFirst: Bool
    var deviationsMinutes: [Int]
    var unspecifiedDeviation: Bool
    var daylightSaving: Bool
    var flags: [String: Int]
    var resumed: Int
    var redescribed: Int
    var sums: [Sum]
    var clean: Bool
  }
  struct Profile: Encodable, Sendable {
    var code: String
    var periodSeconds: Int64
    var columns: [Column]
    var rows: [Row]
    var checks: Checks
  }
  struct FailedProfile: Encodable, Sendable {
    var code: String
    var failure: String
  }
  struct Event: Encodable, Sendable {
    var log: String
    var time: String
    var cells: [String: String]
  }
  struct Session: Encodable, Sendable {
    var link: String
    var identification: String
    var connections: Int
    var octetsSent: Int
    var octetsReceived: Int
    var turnarounds: Int
    var seconds: Double
  }
  struct Kept: Encodable, Sendable {
    var new: Int
    var same: Int
    var contradictory: Int
  }

  var meter: String
  var serial: String
  var identity: [Fact]
  var clock: Clock?
  var registers: [Register]
  var profiles: [Profile]
  var failedProfiles: [FailedProfile]
  var events: [Event]
  var session: Session
  var archive: Kept?

  /// The report of a reading.
  public init(_ outcome: CollectionOutcome, _ reading: MeterReading) {
    meter = outcome.name
    serial = reading.identity.serial
    identity = reading.identity.facts.map { Fact(what: $0.label, value: $0.words) }
    clock = reading.clock.map {
      Clock(
        meterTime: Self.words($0.meterTime), offsetSeconds: Double($0.offsetNanoseconds) / 1e9,
        uncertaintySeconds: Double($0.uncertaintyNanoseconds) / 1e9, samples: $0.samples,
        isHostSynchronised: $0.isHostSynchronised)
    }
    registers = reading.registers.map(Self.register)
    profiles = reading.profiles.map(Self.profile)
    failedProfiles = reading.failedProfiles.map {
      FailedProfile(code: $0.name.text, failure: $0.failure.description)
    }
    events = reading.events.map { event in
      Event(
        log: event.log.text, time: UTCStamp.iso(event.seconds),
        cells: Dictionary(event.cells.map { ($0.column, $0.words) }, uniquingKeysWith: { $1 }))
    }
    session = Session(
      link: reading.facts.link, identification: reading.facts.identification,
      connections: reading.facts.connections, octetsSent: reading.facts.sentOctets,
      octetsReceived: reading.facts.receivedOctets, turnarounds: reading.facts.turnarounds,
      seconds: outcome.seconds)
    archive = outcome.counts.map { Kept(new: $0.new, same: $0.same, contradictory: $0.contradictory) }
  }

  private static func words(_ time: COSEMDateTime) -> String {
    func two(_ number: UInt8) -> String { number == 0xFF ? "--" : number < 10 ? "0\(number)" : "\(number)" }
    let deviation =
      time.deviationMinutes == -0x8000 ? "no deviation" : "deviation \(time.deviationMinutes) min"
    return "\(time.year)-\(two(time.month))-\(two(time.day)) "
      + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) (\(deviation))"
  }

  private static func register(_ reading: RegisterReading) -> Register {
    Register(
      code: reading.object.name.text, class: Int(reading.object.classID), count: reading.value,
      value: reading.words
        ?? reading.value.map { ScalerUnit.text($0, scaler: reading.scale?.scaler ?? 0) },
      unit: reading.scale.map { Unit.symbol($0.unit) }, scaler: reading.scale.map { Int($0.scaler) },
      borrowedFrom: reading.scale?.borrowedFrom, captured: reading.capturedSeconds.map { UTCStamp.iso($0) },
      failure: reading.failure?.what)
  }

  private static func profile(_ reading: ProfileReading) -> Profile {
    let description = reading.description
    let findings = reading.findings
    return Profile(
      code: description.name.text, periodSeconds: description.periodSeconds,
      columns: description.columns.indices.filter { $0 != description.clockColumn }.map { index in
        let column = description.columns[index]
        let scale = description.scales[index]
        return Column(
          code: column.name.text, class: Int(column.classID), attribute: Int(column.attribute),
          scaler: scale.map { Int($0.scaler) }, unit: scale.map { Unit.symbol($0.unit) },
          borrowedFrom: scale?.borrowedFrom)
      },
      rows: reading.rows.map {
        Row(start: UTCStamp.iso($0.startSeconds), cells: $0.cells, doubts: $0.doubts.names)
      },
      checks: Checks(
        received: findings.received, missing: findings.missing,
        gaps: findings.gaps.map { Gap(start: UTCStamp.iso($0.startSeconds), periods: $0.periods) },
        repeated: findings.repeated, contradictory: findings.contradictory.map { UTCStamp.iso($0) },
        outside: findings.outside, unstamped: findings.unstamped, outOfOrder: findings.outOfOrder,
        offGrid: findings.offGrid, newestFirst: findings.isNewestFirst,
        deviationsMinutes: findings.deviations, unspecifiedDeviation: findings.hasUnspecifiedDeviation,
        daylightSaving: findings.hasDaylightSaving, flags: findings.flags, resumed: findings.resumed,
        redescribed: findings.redescribed,
        sums: findings.sums.map {
          Sum(
            interval: $0.interval, register: $0.register, sum: $0.sum, advance: $0.advance, agrees: $0.agrees)
        }, clean: findings.isClean))
  }
}

extension ReadReport {
  /// For people; rows are summed up, `--json` and the archive have them all.
  public var text: String {
    var lines = ["meter \(serial.isEmpty ? meter : serial)   \(session.link)"]
    if !session.identification.isEmpty { lines.append("sign-on \(session.identification)") }
    for fact in identity where fact.what != "serial" { lines.append("\(fact.what): \(fact.value)") }
    if let clock {
      let sign = clock.offsetSeconds < 0 ? "slow" : "fast"
      lines.append(
        "clock: \(clock.meterTime), \(Self.seconds(abs(clock.offsetSeconds))) s \(sign), ±"
          + "\(Self.seconds(clock.uncertaintySeconds)) s (\(clock.samples) samples)"
          + (clock.isHostSynchronised ? "" : "; this machine's own clock is not synchronised"))
    }
    if !registers.isEmpty {
      lines.append("")
      lines.append(
        TextTable.render(
          ["code", "value", "", "note"],
          registers.map { register in
            var note: [String] = []
            if let failure = register.failure { note.append(failure) }
            if let from = register.borrowedFrom { note.append("scaler of \(from)") }
            if let captured = register.captured { note.append("at \(captured)") }
            if register.unit == nil && register.failure == nil { note.append("without scaler") }
            return [register.code, register.value ?? "", register.unit ?? "", note.joined(separator: "; ")]
          }, rightAligned: [1]))
    }
    for profile in profiles { lines += ["", Self.text(profile)] }
    for failed in failedProfiles { lines += ["", "profile \(failed.code): \(failed.failure)"] }
    if !events.isEmpty {
      lines.append("")
      for event in events.suffix(20) {
        let cells = event.cells.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.append("\(event.time)  \(event.log)  \(cells.joined(separator: " "))")
      }
      if events.count > 20 { lines.append("(\(events.count) events; --json has them all)") }
    }
    lines.append("")
    lines.append(
      "\(session.octetsSent) octets sent, \(session.octetsReceived) received, \(session.turnarounds) turnarounds, "
        + "\(session.connections) connection\(session.connections == 1 ? "" : "s"), \(Self.seconds(session.seconds)) s"
    )
    if let archive {
      lines.append(
        "archive: \(archive.new) periods new, \(archive.same) known, \(archive.contradictory) contradictory")
    }
    return lines.joined(separator: "\n")
  }

  private static func seconds(_ value: Double) -> String {
    let thousandths = Int64((value * 1000).rounded())
    let rest = String(thousandths % 1000 + 1000).dropFirst()
    return "\(thousandths / 1000).\(rest)"
  }

  private static func text(_ profile: Profile) -> String {
    let checks = profile.checks
    var lines = [
      "profile \(profile.code): \(profile.rows.count) rows of \(profile.periodSeconds) s, "
        + "\(profile.columns.count) channels"
    ]
    if let first = profile.rows.first, let last = profile.rows.last {
      lines.append("from \(first.start) to \(last.start) (period starts)")
    }
    for column in profile.columns {
      let borrowed = column.borrowedFrom.map { ", scaler of \($0)" } ?? ""
      let unit = column.unit.map { "\($0) x 10^\(column.scaler ?? 0)" } ?? "no scaler"
      lines.append("  \(column.code) attribute \(column.attribute): \(unit)\(borrowed)")
    }
    for gap in checks.gaps { lines.append("  missing: \(gap.periods) periods from \(gap.start)") }
    for start in checks.contradictory { lines.append("  contradictory, left out: \(start)") }
    for sum in checks.sums {
      let verdict = sum.agrees.map { $0 ? "agrees" : "DIFFERS" } ?? "cannot be compared"
      lines.append(
        "  sum of \(sum.interval) \(sum.sum), advance of \(sum.register) \(sum.advance): \(verdict)")
    }
    let counts: [(String, Int)] = [
      ("repeated", checks.repeated), ("outside the range", checks.outside),
      ("without time", checks.unstamped),
      ("out of order", checks.outOfOrder), ("off the grid", checks.offGrid), ("resumed", checks.resumed),
      ("columns changed", checks.redescribed),
    ]
    for (words, count) in counts where count > 0 { lines.append("  \(words): \(count)") }
    if checks.deviationsMinutes.count > 1 || checks.daylightSaving {
      lines.append("  times change with daylight saving: settlement wants UTC all year")
    }
    for (flag, count) in checks.flags.sorted(by: { $0.key < $1.key }) {
      lines.append("  flag \(flag): \(count) periods")
    }
    return lines.joined(separator: "\n")
  }
}
