import COSEM

extension MeterReader {
  /// Rows asked for at a time: what is not yet sure is lost with a broken line, what is asked for costs a
  /// round trip and the columns again.
  static var rowsAtATime: Int64 { 1440 }

  /// Reads the rows of a profile.
  ///
  /// What comes is judged part by part. A part is sure, and handed to `store`, when the meter describes the
  /// profile after it as before it. Where the line breaks, rows that came are kept aside until the same meter
  /// with the same columns answers again, and only the rest is asked for.
  func readProfile(
    _ name: OBIS, _ wish: ReadRequest.ProfileWish, store: (ProfileReading) throws(MeterReadError) -> Void
  ) throws(MeterReadError) -> ProfileReading {
    var description = try connected { (client) throws(MeterReadError) in
      try describe(name, wish, client)
    }
    var judge = RowJudge(description, stamp: driver.stamp, flags: driver.flags)
    let period = description.periodSeconds
    var whole = ProfileReading(description: description, rows: [], findings: ProfileFindings())
    let (first, last) = try span(wish, period)
    guard
      var plan = ProfilePlan(first: first, last: last, period: period, oldest: oldestStart(description))
    else { return whole }
    var attempt = 0
    // Where nothing is, ever more is asked for at a time: a span that begins before the meter costs little.
    var reach = Self.rowsAtATime
    while let part = plan.next(rows: reach) {
      if surroundings.isCancelled() { break }
      var aside: ProfileRows?
      do throws(MeterReadError) {
        let rows = try ask(name, description, part, plan.expected, judge.findings.received, &aside)
        if rows.count == 0 && rows.width == description.columns.count {
          plan.done(part, got: [])
          reach = min(reach * 2, Self.rowsAtATime * 64)
          attempt = 0
          continue
        }
        reach = Self.rowsAtATime
        // The same columns before and after: the rows between are of these columns.
        guard try isStill(description, rows, try client()) else {
          judge.findings.redescribed += 1
          guard judge.findings.redescribed <= 2 else { throw changing(name) }
          if !judge.rows.isEmpty {
            whole = finish(judge, whole)
            return whole
          }
          description = try describe(name, wish, try client())
          judge = RowJudge(description, stamp: driver.stamp, flags: driver.flags)
          judge.findings.redescribed = 1
          continue
        }
        let new = judge.take(rows, wanted: part)
        plan.done(part, got: new)
        try hand(new, of: judge, store)
        attempt = 0
      } catch {
        if error.kind == .inconsistent { throw error }
        try retry(after: error, &attempt)
        judge.findings.resumed += 1
        // What came before the break, once the same meter with the same columns answers again.
        guard let rows = aside, rows.count > 0 else { continue }
        let known = description
        let isSame = try connected { (client) throws(MeterReadError) in try isStill(known, rows, client) }
        guard isSame else { continue }
        let new = judge.take(rows, wanted: part)
        plan.resume(part, got: new, isDescending: judge.findings.isNewestFirst)
        try hand(new, of: judge, store)
        if !new.isEmpty { attempt = 0 }
      }
    }
    return finish(judge, whole)
  }

  /// First and last period start wanted: no period that is not over by the meter's clock.
  private func span(
    _ wish: ReadRequest.ProfileWish, _ period: Int64
  ) throws(MeterReadError) -> (Int64, Int64) {
    let here = surroundings.wallClock().map { $0.utcNanoseconds / 1_000_000_000 }
    guard let now = meterClock.flatMap(utc) ?? here else {
      throw MeterReadError(
        .configuration, doing: "choosing the periods", likely: "neither clock is set: give --from and --to")
    }
    let newest = now - period - (now % period + period) % period
    switch wish.span {
    case .lastDays(let days): return (newest - Int64(days) * 86_400 + period, newest)
    case .between(let first, let last): return (first, min(last, newest))
    }
  }

  /// True where the meter describes a profile as before. Where rows leave times out, that includes its period.
  private func isStill(
    _ description: ProfileDescription, _ rows: ProfileRows, _ client: COSEMClient
  ) throws(MeterReadError) -> Bool {
    guard try columns(description.name, client) == description.columns else { return false }
    guard rows.leavesOut(column: description.clockColumn) else { return true }
    let period = AttributeDescriptor(classID: 7, name: description.name, attribute: 4)
    guard case .success(let octets) = try client.getAll([period])[0] else { return true }
    return (try? COSEMValue(octets))?.integer == description.periodSeconds
  }

  private func changing(_ name: OBIS) -> MeterReadError {
    MeterReadError(
      .inconsistent, doing: "reading \(name.text)", came: "other columns, or another period, each time",
      likely: "the meter is being configured; read again later")
  }

  private func finish(_ judge: RowJudge, _ empty: ProfileReading) -> ProfileReading {
    var whole = empty
    whole.description = judge.description
    whole.rows = judge.sorted()
    whole.findings = judge.findings
    whole.findings.gaps = judge.gaps()
    whole.findings.sums = judge.sums(whole.rows)
    return whole
  }

  /// Hands rows that are sure to who keeps them.
  private func hand(
    _ starts: [Int64], of judge: RowJudge, _ store: (ProfileReading) throws(MeterReadError) -> Void
  ) throws(MeterReadError) {
    guard !starts.isEmpty else { return }
    let rows = starts.sorted().compactMap { judge.rows[$0] }
    try store(ProfileReading(description: judge.description, rows: rows, findings: judge.findings))
  }

  /// Asks for the rows of `part` (period starts). What came before a failure is left in `aside`.
  private func ask(
    _ name: OBIS, _ description: ProfileDescription, _ part: ClosedRange<Int64>, _ expected: Int,
    _ before: Int, _ aside: inout ProfileRows?
  ) throws(MeterReadError) -> ProfileRows {
    let client = try client()
    let judge = RowJudge(description, stamp: driver.stamp, flags: driver.flags)
    let attribute = AttributeDescriptor(classID: 7, name: name, attribute: 2)
    let selection = ProfileSelection.range(
      first: meterTime(judge.stamp(ofStart: part.lowerBound)),
      last: meterTime(judge.stamp(ofStart: part.upperBound)),
      column: description.columns[description.clockColumn].descriptor)
    var rows = ProfileRows(width: description.columns.count)
    var buffer: [UInt8] = []
    do throws(MeterReadError) {
      try client.get(attribute, selection, into: &buffer) { octets in
        // About as many rows as octets tell.
        let width = max(description.columns.count * 5 + 10, 1)
        self.surroundings.progress?(
          ReadProgress(
            profile: name, rows: min(before + octets / width, expected), expected: expected,
            octets: self.receivedOctets))
      }
    } catch {
      switch error.kind {
      case .refused(.dataBlockUnavailable) where driver.refusesEmptyRange: return rows
      case .refused: throw error
      default:
        if !buffer.isEmpty,
          (try? rows.append(
            buffer: buffer, isPart: true, localOffsetMinutes: installation.localOffsetMinutes)) != nil
        {
          aside = rows
        }
        throw error
      }
    }
    do throws(ProfileRows.Failure) {
      try rows.append(buffer: buffer, localOffsetMinutes: installation.localOffsetMinutes)
    } catch {
      switch error {
      case .width(let row, let cells):
        // Columns that changed show in the description read next; else the meter contradicts itself.
        if try columns(name, client) != description.columns { return ProfileRows(width: 0) }
        throw MeterReadError(
          .inconsistent, doing: "reading \(name.text)",
          came: "row \(row + 1) with \(cells) cells; the profile has \(description.columns.count) columns",
          likely: "rows from before a change of the columns; read from a later time; nothing of it is taken")
      case .malformed: throw client.malformed("reading \(name.text)", Array(buffer.prefix(48)))
      }
    }
    return rows
  }

  /// A time as the meter's clock writes it.
  private func meterTime(_ seconds: Int64) -> COSEMDateTime {
    COSEMDateTime(utcSeconds: seconds, as: meterClock, localOffsetMinutes: installation.localOffsetMinutes)
  }

  func columns(_ name: OBIS, _ client: COSEMClient) throws(MeterReadError) -> [ProfileColumn] {
    let octets = try client.get(AttributeDescriptor(classID: 7, name: name, attribute: 3))
    guard let columns = ProfileColumn.list(octets), !columns.isEmpty else {
      throw client.malformed("reading the columns of \(name.text)", Array(octets.prefix(48)))
    }
    return columns
  }

  /// Reads what a profile is.
  func describe(
    _ name: OBIS, _ wish: ReadRequest.ProfileWish, _ client: COSEMClient
  ) throws(MeterReadError) -> ProfileDescription {
    let columns = try columns(name, client)
    guard let clock = columns.firstIndex(where: \.isClock) else {
      throw MeterReadError(
        .notOffered, doing: "reading \(name.text)", came: "\(columns.count) columns without a clock",
        likely: "this is no load profile: its rows have no time")
    }
    let answers = try client.getAll(
      [Int8(4), 7].map { AttributeDescriptor(classID: 7, name: name, attribute: $0) })
    var numbers: [Int64?] = []
    for answer in answers {
      if case .success(let octets) = answer {
        numbers.append((try? COSEMValue(octets))?.integer)
      } else {
        numbers.append(nil)
      }
    }
    // The period is read, never assumed: two loggers of one meter differ.
    guard let period = wish.periodSeconds ?? numbers[0], period > 0, period <= 86_400 else {
      throw MeterReadError(
        .notOffered, doing: "reading the period of \(name.text)",
        came: numbers[0].map { "\($0) s" } ?? "a refusal",
        likely: "rows are captured at no fixed time, or the meter hides the period: give --period")
    }
    if meterClock == nil {
      let octets = try client.getAll(
        [AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)])
      if case .success(let value) = octets[0] { meterClock = (try? COSEMValue(value))?.dateTime }
    }
    return ProfileDescription(
      name: name, columns: columns, scales: try scales(of: columns, client), periodSeconds: period,
      entries: numbers[1], clockColumn: clock)
  }

  /// The start of the oldest period that the meter can have; nil where it is not known.
  private func oldestStart(_ description: ProfileDescription) -> Int64? {
    guard driver.estimatesOldest, let entries = description.entries, let time = meterClock,
      let now = utc(time)
    else { return nil }
    // One period early for the row that is being made, one for a clock that is not on the grid.
    return now - (entries + 2) * description.periodSeconds
  }
}
