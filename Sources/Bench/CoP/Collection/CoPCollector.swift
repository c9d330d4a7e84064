import COSEM
import HAL
import Instation

/// Collects what the rules need from a meter, without changing anything in it.
final class CoPCollector {
  let session: MeterSession
  let options: CoPOptions
  var seen = CoPObservations()
  /// Hears what is being done.
  let progress: (String) -> Void
  var profileName: OBIS { session.driver.profiles.first ?? OBIS(1, 0, 99, 1, 0) }
  /// The meter's clock as it writes times.
  var clockTime: COSEMDateTime?
  var period: Int64 = 1800

  init(_ session: MeterSession, _ options: CoPOptions, progress: @escaping (String) -> Void) {
    self.session = session
    self.options = options
    self.progress = progress
    seen.driver = session.driver.name
  }

  /// Collects all; throws only where the meter cannot be read at all.
  func collect() throws(MeterReadError) {
    progress("identity")
    try readIdentities()
    try readSettings()
    progress("clock, registers, rows of \(options.days) days")
    try readRows()
    progress("repeated reads")
    try readTwice()
    try readOldest()
    try tryWithoutPassword()
    seen.snapshots.append(try snapshot())
    progress("a broken line")
    readOverBrokenLine()
    if session.usesHDLC {
      progress("a noisy line")
      readOverNoisyLine()
    } else {
      seen.reasons["COM-1"] = "TCP has check sums of its own: needs HDLC (serial, optical or --hdlc)"
    }
    progress("registers again")
    try readRegistersAgain()
    try measureDrift()
  }

  // MARK: Steps

  private func readIdentities() throws(MeterReadError) {
    for turn in 0..<3 {
      let identity = try session.talk { (client) throws(MeterReadError) in
        var identity = CoPIdentity()
        identity.serial = try client.value(1, OBIS(0, 0, 96, 1, 0), 2)?.words ?? ""
        identity.outstation = try client.value(1, OBIS(0, 0, 96, 1, 2), 2)?.words ?? ""
        guard turn == 0 else { return identity }
        for object in self.session.driver.identity {
          guard let words = try client.value(1, object.name, 2)?.words, !words.isEmpty else { continue }
          self.seen.facts.append((object.label, words))
        }
        return identity
      }
      seen.identities.append(identity)
    }
  }

  private func readSettings() throws(MeterReadError) {
    let name = profileName
    try session.talk { (client) throws(MeterReadError) in
      self.clockTime = try client.value(8, OBIS(0, 0, 1, 0, 0), 2)?.dateTime
      self.seen.timeZoneMinutes = try client.value(8, OBIS(0, 0, 1, 0, 0), 3)?.integer
      self.seen.isDaylightSavingEnabled = try client.value(8, OBIS(0, 0, 1, 0, 0), 8)?.integer.map { $0 != 0 }
      if let period = try client.value(7, name, 4)?.integer, period > 0 { self.period = period }
      self.seen.details = try client.technicalDetails(self.session.driver)
    }
    // Entry access is no rule; what a meter refuses is worth a note.
    do throws(MeterReadError) {
      try session.talk { (client) throws(MeterReadError) in
        var octets: [UInt8] = []
        try client.get(
          AttributeDescriptor(classID: 7, name: name, attribute: 2), .entries(first: 1, last: 1),
          into: &octets)
      }
    } catch {
      guard case .refused = error.kind else { throw error }
      seen.notes.append("selective access by entry is refused; access by range is used")
    }
  }

  private func readRows() throws(MeterReadError) {
    var request = ReadRequest()
    request.clock = true
    request.registers = true
    request.profile = ReadRequest.ProfileWish(names: [profileName], .lastDays(options.days))
    let reading = try session.reader().read(request)
    seen.clock = reading.clock
    if let clock = reading.clock { clockTime = clock.meterTime }
    seen.registers.append(reading.registers)
    guard let profile = reading.profiles.first else {
      seen.reasons["profile"] = reading.failedProfiles.first?.failure.description ?? "no profile"
      return
    }
    period = profile.description.periodSeconds
    let name = profileName
    let capacity = try session.talk { (client) throws(MeterReadError) in try client.value(7, name, 8)?.integer
    }
    seen.profile = CoPProfile(capacity: capacity, entries: profile.description.entries, reading: profile)
    seen.details.take(profile.description.columns, profile.description.scales)
    if profile.findings.isNewestFirst { seen.notes.append("rows come newest first") }
    if profile.description.scales.contains(where: { $0?.borrowedFrom != nil }) {
      seen.notes.append("scalers of interval columns are denied; those of sibling registers are used")
    }
    if profile.place(1, 8) == nil { readDaily() }
  }

  /// Registers at midnight, where the settlement profile has none.
  private func readDaily() {
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(names: [OBIS(1, 0, 99, 128, 0)], .lastDays(options.days + 1))
    guard let daily = try? session.reader().read(request).profiles.first, !daily.rows.isEmpty else { return }
    seen.registerProfile = daily
    seen.notes.append("registers at midnight are taken from 1.0.99.128.0.255")
  }

  /// The newest whole day (UTC) among the rows, `back` days earlier; its first period's start.
  func day(back: Int64) -> Int64? {
    guard let profile = seen.profile, let last = profile.rows.last, let first = profile.rows.first else {
      return nil
    }
    let day = ((last.startSeconds + profile.period) / 86_400 - 1 - back) * 86_400
    return day >= first.startSeconds ? day : nil
  }

  /// Octets of the rows stamped in a day.
  func octets(ofDay day: Int64) throws(MeterReadError) -> [UInt8] {
    try octets(from: day + period, to: day + 86_400)
  }

  /// Octets of the rows stamped from `first` to `last`; empty where the meter refuses for want of rows.
  func octets(from first: Int64, to last: Int64) throws(MeterReadError) -> [UInt8] {
    let name = profileName
    let offset = session.installation.localOffsetMinutes
    let clock = clockTime
    do throws(MeterReadError) {
      return try session.talk { (client) throws(MeterReadError) in
        var octets: [UInt8] = []
        try client.get(
          AttributeDescriptor(classID: 7, name: name, attribute: 2),
          .range(
            first: COSEMDateTime(utcSeconds: first, as: clock, localOffsetMinutes: offset),
            last: COSEMDateTime(utcSeconds: last, as: clock, localOffsetMinutes: offset),
            column: AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)), into: &octets)
        return octets
      }
    } catch {
      if case .refused(.dataBlockUnavailable) = error.kind { return [] }
      throw error
    }
  }

  private func readTwice() throws(MeterReadError) {
    seen.snapshots.append(try snapshot())
    guard let day = day(back: 0) else {
      seen.reasons["OST-RPT-1"] = "no whole day among the rows"
      return
    }
    let first = try octets(ofDay: day)
    seen.repeated = (first, try octets(ofDay: day))
  }

  private func readOldest() throws(MeterReadError) {
    guard let profile = seen.profile, let entries = profile.entries, entries > 0,
      let last = profile.rows.last,
      profile.reading.findings.gaps.isEmpty
    else { return }
    let wanted = last.startSeconds - (entries - 1) * profile.period
    seen.profile?.expectedOldest = wanted
    let octets = try octets(from: wanted - 4 * profile.period, to: wanted + 4 * profile.period)
    var rows = ProfileRows(width: profile.reading.description.columns.count)
    guard !octets.isEmpty,
      (try? rows.append(buffer: octets, localOffsetMinutes: session.installation.localOffsetMinutes)) != nil
    else { return }
    let clock = profile.reading.description.clockColumn
    let stamps = (0..<rows.count).filter { rows.kind($0, clock) == .time }.map { rows.value($0, clock) }
    seen.profile?.foundOldest = stamps.min().map { $0 - profile.period }
  }

  /// What reading must not change.
  func snapshot() throws(MeterReadError) -> CoPSnapshot {
    var snapshot = CoPSnapshot()
    let name = profileName
    try session.talk { (client) throws(MeterReadError) in
      snapshot.seconds = try client.value(8, OBIS(0, 0, 1, 0, 0), 2)?.dateTime?.utcSeconds ?? 0
      snapshot.entries = try client.value(7, name, 7)?.integer
      snapshot.flags = try client.value(1, OBIS(0, 0, 96, 10, 1), 2)?.integer
      snapshot.demandResets = try client.value(1, OBIS(1, 0, 0, 1, 0), 2)?.integer
    }
    if let day = day(back: 0) { snapshot.day = try octets(ofDay: day) }
    return snapshot
  }

  private func readRegistersAgain() throws(MeterReadError) {
    var request = ReadRequest()
    request.registers = true
    seen.registers.append(try session.reader().read(request).registers)
  }

  private func measureDrift() throws(MeterReadError) {
    guard options.hours > 0 else { return }
    let count = max(min(Int(options.hours * 4) + 1, 97), 5)
    let pause = Int64(options.hours * 3600 / Double(count - 1))
    var start: Int64?
    for turn in 0..<count {
      if turn > 0 { session.wait(seconds: pause) }
      progress("clock \(turn + 1) of \(count)")
      var request = ReadRequest()
      request.clock = true
      let now = session.nowNanoseconds
      guard let clock = try session.reader().read(request).clock, clock.isHostSynchronised else { continue }
      let first = start ?? now
      start = first
      seen.offsets.append(
        CoPOffset(
          atSeconds: Double(now - first) / 1e9, offset: Double(clock.offsetNanoseconds) / 1e9,
          uncertainty: Double(clock.uncertaintyNanoseconds) / 1e9))
    }
  }
}

extension MeterSession {
  /// True where frames carry check sequences of their own.
  var usesHDLC: Bool {
    switch installation.target {
    case .tcp, .replay: installation.framing == .hdlc
    case .serial, .optical, .opticalTCP: true
    }
  }
}
