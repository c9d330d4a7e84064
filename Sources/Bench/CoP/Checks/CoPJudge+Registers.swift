import COSEM
import Instation

extension CoPJudge {
  private func value(_ readings: [RegisterReading], _ name: OBIS) -> Int64? {
    readings.first { $0.object.name == name }?.value
  }

  func fourQuantities() -> [CoPFinding] {
    guard let first = seen.registers.first, let last = seen.registers.last else { return [] }
    var faults: [String] = []
    var rows = 0
    let profile = seen.registerProfile ?? seen.profile?.reading
    for quantity in UInt8(1)...4 {
      let name = Quantity.name(quantity)
      guard let before = value(first, OBIS(1, 0, quantity, 8, 0)),
        let after = value(last, OBIS(1, 0, quantity, 8, 0))
      else {
        faults.append("\(name) is missing")
        continue
      }
      if after < before { faults.append("\(name) went back from \(before) to \(after)") }
      guard let profile, let place = profile.place(quantity, 8) else { continue }
      var known: Int64?
      for row in profile.rows {
        guard let value = row.cells[place] else { continue }
        if let known, value < known {
          faults.append("\(name) went back at \(UTCText.of(row.startSeconds))")
        }
        known = value
        rows += 1
      }
    }
    return [
      CoPFinding(
        faults.isEmpty,
        faults.isEmpty
          ? "A+, A-, R+, R- never went back, \(rows) stored values" : faults.joined(separator: ", "))
    ]
  }

  func rateSums() -> [CoPFinding] {
    guard let readings = seen.registers.first else { return [] }
    var findings: [CoPFinding] = []
    for quantity in UInt8(1)...4 {
      guard let total = value(readings, OBIS(1, 0, quantity, 8, 0)) else { continue }
      let rates = (UInt8(1)...63).compactMap { value(readings, OBIS(1, 0, quantity, 8, $0)) }
      guard !rates.isEmpty else { continue }
      let difference = rates.reduce(0, +) - total
      findings.append(
        CoPFinding(
          abs(difference) <= Int64(rates.count),
          "\(Quantity.name(quantity)): \(rates.count) rates, difference \(difference)"))
    }
    return findings.isEmpty ? [.notRun("the meter has no rate registers")] : findings
  }

  func maximumDemand() -> [CoPFinding] {
    guard let profile = seen.profile, let newest = profile.rows.last, let readings = seen.registers.first
    else { return [] }
    let reading = profile.reading
    let date = COSEMDateTime(utcSeconds: newest.startSeconds)
    let start =
      options.chargingPeriodStart
      ?? newest.startSeconds / 86_400 * 86_400 - Int64(date.day - 1) * 86_400
    guard let oldest = profile.rows.first, oldest.startSeconds <= start else {
      return [.notRun("the rows read do not reach back to the start of the charging period")]
    }
    let flags = reading.flagPlace
    var findings: [CoPFinding] = []
    for interval in reading.intervals {
      guard let register = readings.first(where: { $0.object.name == OBIS(1, 0, interval.quantity, 6, 0) }),
        let shown = register.value
      else { continue }
      var scale = 1.0
      let scaler = register.scale?.scaler ?? 0
      for _ in 0..<abs(Int(scaler)) { scale *= scaler < 0 ? 0.1 : 10 }
      let factor = reading.factor(interval.place) * 3600 / Double(profile.period)
      var highest: (watts: Double, end: Int64) = (0, 0)
      for row in profile.rows where row.startSeconds >= start {
        // A period that was cut or stretched has no demand.
        if let flags, (row.cells[flags] ?? 0) & 0x10 != 0 { continue }
        let watts = Double(row.cells[interval.place] ?? 0) * factor
        if watts > highest.watts { highest = (watts, row.startSeconds + profile.period) }
      }
      let difference = Double(shown) * scale - highest.watts
      let isEqual = abs(difference) <= max(scale, factor)
      let isTimely = register.capturedSeconds.map { $0 == highest.end } ?? true
      findings.append(
        CoPFinding(
          isEqual && isTimely,
          "\(Quantity.name(interval.quantity)): register minus highest row \(CoPNumber.text(difference)) W"
            + (isTimely ? "" : ", another time")))
    }
    return findings.isEmpty ? [.notRun("the meter shows no maximum demand")] : findings
  }

  func technicalDetails() -> [CoPFinding] {
    guard let expected = options.expected else {
      return [.notRun("nothing to compare with: --expect MTD.json")]
    }
    return expected.comparisons(seen.details).map { item in
      guard let found = item.found else { return .notRun("the meter does not tell the \(item.name)") }
      return CoPFinding(
        found == item.expected,
        found == item.expected ? "\(item.name) \(found)" : "\(item.name) is \(found), not \(item.expected)")
    }
  }

  func accuracy() -> [CoPFinding] {
    guard let accuracy = options.accuracy else { return [] }
    if let serial = accuracy.serial, let mine = seen.identities.first?.serial, serial != mine {
      return [.notRun("the evidence of --accuracy is of meter \(serial), this is \(mine)")]
    }
    var findings: [CoPFinding] = []
    for point in accuracy.points {
      let measured = "\(point.id): \(point.found)"
      switch point.verdict {
      case .pass: continue
      case .fail, .warn:
        findings.append(CoPFinding(false, measured, part: point.isChecked ? "checked limits" : ""))
      case .notProven: findings.append(CoPFinding(outcome: .notProven(measured)))
      case .notRun: findings.append(.notRun("\(point.id) was not measured"))
      }
    }
    let good = accuracy.points.count { $0.verdict == .pass }
    if good > 0 {
      findings.append(CoPFinding(true, "\(good) of \(accuracy.points.count) points within their limits"))
    }
    return findings
  }

  func pulseShape() -> [CoPFinding] {
    guard let pulses = options.pulses, pulses.edges.count >= 3 else { return [] }
    var shortest: (on: Double, off: Double) = (.infinity, .infinity)
    for (one, next) in zip(pulses.edges, pulses.edges.dropFirst()) {
      let width = next.seconds - one.seconds
      if one.isOn { shortest.on = min(shortest.on, width) } else { shortest.off = min(shortest.off, width) }
    }
    // Times of edges are good to a tenth of a millisecond at best.
    let isGood = shortest.on >= 0.0299 && shortest.off >= 0.0299
    return [
      CoPFinding(
        isGood,
        "shortest on \(CoPNumber.text(shortest.on * 1000)) ms, off \(CoPNumber.text(shortest.off * 1000)) ms"),
      .notRun("edge times below 5 ms do not show in two levels"),
    ]
  }

  func pulseSum() -> [CoPFinding] {
    guard let pulses = options.pulses, let profile = seen.profile, let first = pulses.edges.first,
      let last = pulses.edges.last
    else { return [] }
    let reading = profile.reading
    guard let place = reading.place(pulses.quantity, 29) else {
      return [.notRun("no intervals of this quantity")]
    }
    // Whole periods inside the time of the pulses.
    let rows = profile.rows.filter {
      Double($0.startSeconds) >= first.seconds && Double($0.startSeconds + profile.period) <= last.seconds
    }
    guard let from = rows.first?.startSeconds, let to = rows.last.map({ $0.startSeconds + profile.period })
    else {
      return [.notRun("no whole period between the first and the last edge")]
    }
    var energy = Double(rows.reduce(0) { $0 + ($1.cells[place] ?? 0) }) * reading.factor(place)
    if let register = reading.place(pulses.quantity, 8),
      let low = profile.rows.last(where: { $0.startSeconds + profile.period == from })?.cells[register],
      let high = rows.last?.cells[register]
    {
      energy = Double(high - low) * reading.factor(register)
    }
    let count = pulses.edges.count { $0.isOn && $0.seconds > Double(from) && $0.seconds <= Double(to) }
    let difference = Double(count) - energy / pulses.valueWattHours
    return [
      CoPFinding(
        abs(difference) <= 1,
        "\(count) pulses, register advance \(CoPNumber.text(energy)) Wh: difference \(CoPNumber.text(difference)) pulses"
      )
    ]
  }
}
