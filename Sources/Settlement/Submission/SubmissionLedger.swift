/// Which days were sent, in which version: an append-only text file that decides what has to be sent again.
///
/// One line a submission: `MPAN,date,version,digest,sent`; the newest of an MPAN and date counts. A line that was
/// cut by a crash is ignored, so its day is sent again, with the same version: never lost, and recognisable.
public struct SubmissionLedger: Sendable {
  /// What to do with a day.
  public enum Decision: Equatable, Sendable {
    /// Never sent: send as version 1.
    case new(version: Int)
    /// Sent before with other values: send again.
    case revised(version: Int)
    /// Sent before with these values.
    case unchanged(version: Int)
    /// Changed, but later than the cut-off (a policy value, *unverified*): report it, do not send.
    case tooLate(daysLate: Int)
  }

  private struct Key: Hashable {
    var mpan: MPAN
    var date: FlowDate
  }

  private struct Sent {
    var version: Int
    var digest: String
  }

  private var sent: [Key: Sent] = [:]
  /// Lines that could not be read.
  public private(set) var damagedLines = 0

  /// A ledger from its file's text; empty for a new one.
  public init(parsing text: String = "") {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      // The last line counts only with its line end.
      guard cells.count == 5, index < lines.count - 1, cells[4] == "sent", let mpan = MPAN(cells[0]),
        let date = FlowDate(cells[1]), let version = Int(cells[2])
      else {
        damagedLines += 1
        continue
      }
      let key = Key(mpan: mpan, date: date)
      if let old = sent[key], old.version > version { continue }
      sent[key] = Sent(version: version, digest: String(cells[3]))
    }
  }

  /// What to do with a day on the UTC date `today`.
  public func decision(
    mpan: MPAN, day: SettledDay, today: FlowDate, cutOffDays: Int
  ) -> Decision {
    let old = sent[Key(mpan: mpan, date: day.date)]
    if let old, old.digest == Self.digest(day) { return .unchanged(version: old.version) }
    let late = today.days - day.date.days - cutOffDays
    if late > 0 { return .tooLate(daysLate: late) }
    if let old { return .revised(version: old.version + 1) }
    return .new(version: 1)
  }

  /// Notes a day as sent; returns the line to append to the file (and to sync before the next one is sent).
  public mutating func record(mpan: MPAN, day: SettledDay, version: Int) -> String {
    let digest = Self.digest(day)
    sent[Key(mpan: mpan, date: day.date)] = Sent(version: version, digest: digest)
    return "\(mpan),\(day.date),\(version),\(digest),sent\n"
  }

  /// Half hours (from 1) in which two days differ.
  public static func difference(_ a: SettledDay, _ b: SettledDay) -> [Int] {
    (0..<max(a.periods.count, b.periods.count)).filter { index in
      guard index < a.periods.count, index < b.periods.count else { return true }
      return a.periods[index] != b.periods[index]
    }.map { $0 + 1 }
  }

  /// FNV-1a over the values: to see a change, not to prove anything.
  static func digest(_ day: SettledDay) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for period in day.periods {
      for byte in "\(period.indicator.rawValue)\(period.wattHours);".utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
