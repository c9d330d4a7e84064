import Instation

extension CoPJudge {
  private var noProfile: CoPFinding {
    .notRun(seen.reasons["profile"] ?? "the settlement profile was not read")
  }

  func identity() -> [CoPFinding] {
    guard let first = seen.identities.first else { return [] }
    let isNamed = !first.serial.isEmpty && !first.outstation.isEmpty
    let isStable = seen.identities.count >= 3 && seen.identities.allSatisfy { $0 == first }
    var measured = "serial '\(first.serial)', outstation '\(first.outstation)'"
    if !isStable { measured += "; not the same in \(seen.identities.count) reads" }
    var isEqual = true
    if let expected = options.expected {
      isEqual =
        expected.serial ?? first.serial == first.serial
        && expected.outstation ?? first.outstation == first.outstation
      if !isEqual { measured += "; another than in the technical details" }
    }
    return [CoPFinding(isNamed && isStable && isEqual, measured)]
  }

  func storage() -> [CoPFinding] {
    if options.isLegacy { return [.notRun("the older rule OST-STO-2 was chosen (--legacy)")] }
    return records(4320)
  }

  func legacyStorage() -> [CoPFinding] {
    guard options.isLegacy else { return [.notRun("superseded by OST-STO-1; --legacy chooses it")] }
    return records(960)
  }

  private func records(_ limit: Int64) -> [CoPFinding] {
    guard let profile = seen.profile else { return [noProfile] }
    guard let capacity = profile.capacity else { return [.notRun("the meter does not tell its capacity")] }
    let days = Double(capacity) * 1800 / 86_400
    return [
      CoPFinding(
        capacity >= limit, "\(capacity) records of every channel, \(CoPNumber.text(days)) days at 1800 s")
    ]
  }

  func wholeStore() -> [CoPFinding] {
    guard let profile = seen.profile else { return [noProfile] }
    let found = profile.reading.findings
    var doubts: [String] = []
    if found.missing > 0 { doubts.append("\(found.missing) periods missing") }
    if found.outOfOrder > 0 { doubts.append("\(found.outOfOrder) rows out of order") }
    if found.repeated > 0 { doubts.append("\(found.repeated) rows twice") }
    if !found.contradictory.isEmpty { doubts.append("\(found.contradictory.count) periods contradictory") }
    var findings = [
      CoPFinding(
        doubts.isEmpty && !profile.rows.isEmpty,
        "\(profile.rows.count) rows read" + (doubts.isEmpty ? " without gap" : "; ")
          + doubts.joined(separator: ", "))
    ]
    if let wanted = profile.expectedOldest {
      let isThere = profile.foundOldest.map { abs($0 - wanted) <= 2 * profile.period } ?? false
      findings.append(
        CoPFinding(
          isThere,
          profile.foundOldest.map { "oldest row from \(UTCText.of($0))" } ?? "the oldest row cannot be read"))
    }
    return findings
  }

  func integrationPeriod() -> [CoPFinding] {
    guard let profile = seen.profile else { return [noProfile] }
    let period = profile.period
    var findings = [CoPFinding([300, 600, 900, 1200, 1800].contains(period), "\(period) s")]
    if period != 1800 {
      findings.append(
        CoPFinding(false, "the period is \(period) s, settlement uses 1800 s", part: "settlement set-up"))
    }
    let tried = seen.trials.periods
    guard !tried.isEmpty else {
      return findings + [.notRun(seen.reasons["OST-INT-1"] ?? "setting each needs --bench")]
    }
    let refused = tried.filter { !$0.isTaken }.map { "\($0.seconds)" }
    return findings + [
      CoPFinding(
        refused.isEmpty,
        refused.isEmpty
          ? "set to each of \(tried.count) periods" : "cannot be set to \(refused.joined(separator: ", ")) s")
    ]
  }

  func onTheHour() -> [CoPFinding] {
    guard let profile = seen.profile, !profile.rows.isEmpty else { return [noProfile] }
    let rests = Set(profile.rows.map { ($0.startSeconds + profile.period) % 3600 })
    return [
      CoPFinding(
        rests.contains(0),
        "periods end at "
          + rests.sorted().prefix(6).map { "\($0 / 60) min \($0 % 60) s" }.joined(separator: ", "))
    ]
  }

  /// Full-load demand in watts, and whether it is only the highest demand that was seen.
  private func fullLoad(_ reading: ProfileReading) -> (watts: Double, isSeen: Bool)? {
    if let watts = options.fullLoadWatts { return (watts, false) }
    let hours = Double(reading.description.periodSeconds) / 3600
    let highest = reading.intervals.map { interval in
      Double(reading.rows.compactMap { $0.cells[interval.place] }.max() ?? 0)
        * reading.factor(interval.place) / hours
    }
    guard let watts = highest.max(), watts > 0 else { return nil }
    return (watts, true)
  }

  /// The smallest step of a column in Wh: what all its values are multiples of.
  private func step(_ reading: ProfileReading, _ place: Int) -> Double {
    var common: Int64 = 0
    for row in reading.rows {
      var (a, b) = (common, abs(row.cells[place] ?? 0))
      while b != 0 { (a, b) = (b, a % b) }
      common = a
      if common == 1 { break }
    }
    return Double(max(common, 1)) * reading.factor(place)
  }

  func resolution() -> [CoPFinding] {
    guard let profile = seen.profile, !profile.rows.isEmpty else { return [noProfile] }
    let reading = profile.reading
    guard !reading.intervals.isEmpty else { return [.notRun("the profile has no interval energies")] }
    guard let load = fullLoad(reading) else { return [.notRun("no load was stored: give --full-load")] }
    let steps = reading.intervals.map { step(reading, $0.place) * 3600 / Double(profile.period) }
    let largest = steps.max() ?? 0
    let share = largest / load.watts * 100
    let measured =
      "step of \(CoPNumber.text(largest)) W is \(CoPNumber.text(share)) % of "
      + (load.isSeen ? "the highest demand stored" : "full load") + " (\(CoPNumber.text(load.watts)) W)"
    if load.isSeen && share > 0.1 {
      return [
        CoPFinding(outcome: .notProven("full load is not known: give --full-load"), measured: measured)
      ]
    }
    return [CoPFinding(share <= 0.1, measured)]
  }

  /// Sum of intervals and advance of the register over the newest rows without a gap.
  private struct Advance {
    var quantity: UInt8
    var seconds: Int64
    var sum: Double
    var advance: Double
    var step: Double
  }

  private func advances(_ span: Int64) -> [Advance] {
    guard let profile = seen.profile, let last = profile.rows.last else { return [] }
    let reading = profile.reading
    let registers = seen.registerProfile ?? reading
    var first = profile.rows.count - 1
    while first > 0,
      profile.rows[first].startSeconds - profile.rows[first - 1].startSeconds <= 3 * profile.period / 2
    {
      first -= 1
    }
    var ends: [Int64: [Int64?]] = [:]
    for row in registers.rows { ends[row.startSeconds + registers.description.periodSeconds] = row.cells }
    let earliest = profile.rows[first].startSeconds
    // The newest end that has registers, and the one a span before it.
    let newest = ends.keys.filter { $0 <= last.startSeconds + profile.period }.max()
    guard let high = newest, let low = ends.keys.filter({ $0 <= high - span }).max(), low >= earliest,
      let start = ends[low], let end = ends[high]
    else { return [] }
    return reading.intervals.compactMap { interval in
      guard let place = registers.place(interval.quantity, 8), let a = start[place], let b = end[place] else {
        return nil
      }
      var sum: Int64 = 0
      for row in profile.rows where row.startSeconds >= low && row.startSeconds < high {
        sum += row.cells[interval.place] ?? 0
      }
      return Advance(
        quantity: interval.quantity, seconds: high - low, sum: Double(sum) * reading.factor(interval.place),
        advance: Double(b - a) * registers.factor(place),
        step: max(step(reading, interval.place), registers.factor(place)))
    }
  }

  private static let spans: [(name: String, seconds: Int64)] = [("24 h", 86_400), ("30 d", 30 * 86_400)]

  func advance() -> [CoPFinding] {
    guard let profile = seen.profile, let load = fullLoad(profile.reading) else { return [noProfile] }
    return Self.spans.flatMap { span -> [CoPFinding] in
      let advances = advances(span.seconds)
      guard !advances.isEmpty else {
        return [.notRun("\(span.name): no rows without gap and registers at both ends")]
      }
      return advances.map { item in
        let limit = load.watts * Double(item.seconds) / 3600 * 0.001 + item.step
        let difference = item.sum - item.advance
        let measured =
          "\(Quantity.name(item.quantity)) \(span.name): \(CoPNumber.text(difference)) Wh of limit \(CoPNumber.text(limit)) Wh"
        if abs(difference) <= limit { return CoPFinding(true, measured) }
        return load.isSeen
          ? CoPFinding(outcome: .notProven("full load is not known: give --full-load"), measured: measured)
          : CoPFinding(false, measured)
      }
    }
  }

  func advanceOfActual() -> [CoPFinding] {
    guard let profile = seen.profile, let load = fullLoad(profile.reading) else { return [noProfile] }
    var findings: [CoPFinding] = []
    for span in Self.spans {
      for item in advances(span.seconds) {
        let power = item.advance / (Double(item.seconds) / 3600)
        guard power > load.watts * 0.1 else { continue }
        let difference = item.sum - item.advance
        let share = max(abs(difference) - item.step, 0) / item.advance * 100
        findings.append(
          CoPFinding(
            share <= 0.1, "\(Quantity.name(item.quantity)) \(span.name): \(CoPNumber.text(share)) %"))
      }
    }
    return findings.isEmpty
      ? [.notRun("no quantity above 10 % of full load with registers at both ends")] : findings
  }

  func repeatedRead() -> [CoPFinding] {
    guard let (first, second) = seen.repeated else { return [] }
    return [
      CoPFinding(
        first == second && !first.isEmpty,
        first == second ? "\(first.count) octets twice alike" : "other octets the second time")
    ]
  }

  func unchanged() -> [CoPFinding] {
    guard seen.snapshots.count >= 2, let before = seen.snapshots.first, let after = seen.snapshots.last else {
      return []
    }
    let period = max(seen.profile?.period ?? 1800, 1)
    let hasTurned = before.seconds / period != after.seconds / period
    var changes: [String] = []
    if before.demandResets != after.demandResets { changes.append("MD resets") }
    if before.day != after.day { changes.append("rows") }
    if !hasTurned && before.entries != after.entries { changes.append("entries in use") }
    var findings = [
      CoPFinding(
        changes.isEmpty,
        changes.isEmpty ? "counters and rows alike" : changes.joined(separator: ", ") + " changed")
    ]
    if hasTurned {
      findings.append(.notRun("a period ended between the reads", part: "flags"))
    } else if let first = before.flags {
      findings.append(
        CoPFinding(
          first == after.flags,
          first == after.flags
            ? "present flags alike"
            : "present flags \(first) became \(after.flags.map { "\($0)" } ?? "unreadable")",
          part: "flags"))
    }
    return findings
  }
}
