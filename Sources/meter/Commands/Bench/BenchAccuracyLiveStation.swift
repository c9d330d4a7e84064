import Bench
import Foundation
import MeterCore

/// Measures points on the lines of a board: waits for the load to settle, counts, shows the error while it counts.
final class BenchAccuracyLiveStation: BenchAccuracyStation {
  private let lines: BenchAccuracyLines
  private let plan: AccuracyPlan
  private let reference: BenchAccuracyReference?
  private let progress: BenchProgress
  private let terminal: BenchAccuracyTerminal
  private let isAsking: Bool

  init(
    _ lines: BenchAccuracyLines, _ plan: AccuracyPlan, isAsking: Bool, isShown: Bool,
    reference: BenchAccuracyReference?, progress: BenchProgress
  ) {
    self.lines = lines
    self.plan = plan
    self.isAsking = isAsking
    self.reference = reference
    self.progress = progress
    terminal = BenchAccuracyTerminal(isShown: isShown && isatty(2) == 1)
  }

  var recordings: [String: Data] {
    guard let reference else { return [:] }
    return ["reference-line.txt": Data(reference.recording.text.utf8)]
  }

  func measure(_ point: AccuracyPoint) throws -> Measured? {
    let setting = point.setting(plan.subject)
    if isAsking {
      progress.take(.waiting(id: point.id, instruction: "set \(setting)"))
      guard
        let answer = terminal.ask("\(point.id): set \(setting); Enter when it is set, s to leave it open"),
        answer != "s"
      else { return nil }
    }
    switch point.kind {
    case .register, .dial: return isAsking ? try registers(point) : nil
    case .starting, .noLoad: return try wait(point)
    case .load, .influence:
      if lines.referencePulse != nil { return try compare(point) }
      return reference == nil ? try typed(point) : try read(point)
    }
  }

  private func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

  /// Shows how far a point is, and gives up where its pulses do not come.
  private func tell(
    _ point: AccuracyPoint, pulses: Int, nanoseconds: Int64, since start: Int64, _ more: String
  ) throws {
    let share = min(
      Double(pulses) / Double(plan.choice.pulses), Double(nanoseconds) / 1e9 / max(plan.choice.seconds, 1e-9),
      1)
    let text = String(format: "%d pulses in %.1f s%@", pulses, Double(nanoseconds) / 1e9, more)
    progress.take(.progress(id: point.id, text: text, share: share))
    terminal.show("\(point.id)  \(text)")
    let passed = Double(lines.now - start) / 1e9
    guard passed > plan.choice.settleSeconds + 3 * point.seconds + 60 else { return }
    terminal.clear()
    throw CommandFailure(
      .device,
      String(
        format:
          "%@: %d pulses in %.0f s where %d were expected in %.0f s; check lines, load and pulse constant",
        point.id, pulses, passed, point.pulses, point.seconds))
  }

  /// Meter against reference, both by pulses.
  private func compare(_ point: AccuracyPoint) throws -> Measured? {
    guard let referencePulse = lines.referencePulse else { return nil }
    let start = lines.now
    func fresh(_ from: Int64) -> PulseComparison {
      PulseComparison(
        meterPulse: lines.meterPulse, referencePulse: referencePulse,
        startNanoseconds: from + Int64(plan.choice.settleSeconds * 1e9))
    }
    var comparison = fresh(start)
    var losses = 0
    while !comparison.isComplete(pulses: plan.choice.pulses, seconds: plan.choice.seconds) {
      let pulses = try lines.next()
      if pulses.lost > 0 {
        losses += 1
        progress.take(.message("\(point.id): \(pulses.lost) edges were lost; the point begins anew"))
        guard losses < 4 else {
          throw CommandFailure(.device, "\(point.id): edges are lost again and again; see 'meter doctor'")
        }
        comparison = fresh(lines.now)
      }
      for stamp in pulses.meter { comparison.takeMeter(stamp) }
      for stamp in pulses.reference { comparison.takeReference(stamp) }
      let (count, time) = comparison.progress
      var more = ""
      if count > 1, let reading = comparison.reading(point: point.id, atSeconds: 0),
        let error = reading.error(plan.subject)
      {
        more = String(format: ", error %+.4f %%", Double(error) / 1e7)
      }
      try tell(point, pulses: count, nanoseconds: time, since: start, more)
    }
    terminal.clear()
    guard let reading = comparison.reading(point: point.id, atSeconds: now()) else { return nil }
    return (reading, Self.edges(comparison))
  }

  /// Meter's pulses against a register that is read before and after.
  private func read(_ point: AccuracyPoint) throws -> Measured? {
    guard let reference else { return nil }
    let start = lines.now
    let begin = start + Int64(plan.choice.settleSeconds * 1e9)
    while lines.now < begin {
      _ = try lines.next()
      try tell(point, pulses: 0, nanoseconds: 0, since: start, ", settling")
    }
    let before = try reference.read(now: lines.currentTime)
    var stamps: [Int64] = []
    func span() -> Int64 { (stamps.last ?? 0) - (stamps.first ?? 0) }
    while stamps.count <= plan.choice.pulses || Double(span()) <= plan.choice.seconds * 1e9 {
      stamps += try lines.next().meter.filter { $0 >= before.nanoseconds }
      try tell(point, pulses: max(stamps.count - 1, 0), nanoseconds: span(), since: start, "")
    }
    let after = try reference.read(now: lines.currentTime)
    terminal.clear()
    // The meter's edges alone, against even time.
    var comparison = PulseComparison(
      meterPulse: lines.meterPulse, referencePulse: lines.meterPulse, startNanoseconds: 0)
    for stamp in stamps { comparison.takeMeter(stamp) }
    comparison.takeReference(stamps[0])
    comparison.takeReference(stamps[stamps.count - 1])
    guard var reading = comparison.reading(point: point.id, atSeconds: now()) else { return nil }
    reading.referenceNanowattHours = after.nanowattHours - before.nanowattHours
    reading.referenceStep = after.step
    reading.referenceSpanNanoseconds = after.nanoseconds - before.nanoseconds
    reading.referenceLatencyNanoseconds = max(before.latency, after.latency)
    guard reading.referenceNanowattHours > 0 else {
      throw CommandFailure(.device, "\(point.id): the reference's register did not move")
    }
    return (reading, Self.edges(comparison))
  }

  /// Pulses between two key strokes, the reference's energy typed.
  private func typed(_ point: AccuracyPoint) throws -> Measured? {
    guard terminal.ask("start the reference's count and press Enter at the same time") != nil else {
      return nil
    }
    let start = lines.now
    var count: Int64 = 0
    terminal.say("counting; stop the reference and press Enter at the same time")
    while !terminal.hasLine() {
      count += Int64(try lines.next().meter.filter { $0 >= start }.count)
      progress.take(.progress(id: point.id, text: "\(count) pulses", share: nil))
      terminal.show("\(point.id)  \(count) pulses")
    }
    let end = lines.now
    terminal.clear()
    guard let text = terminal.askNumber("energy of the reference in Wh") else { return nil }
    let row =
      "point,method,pulses,span_s,reference_wh,reference_latency_s,note\n\(point.id),counts,\(count),\(Self.seconds(end - start)),\(text),0.2,\"by hand: ±0.2 s of reaction are this bench's assumption\"\n"
    var reading = try AccuracyReadingFile(row, file: "typed").readings[0]
    reading.atSeconds = now()
    return (reading, nil)
  }

  /// Starting and no-load: pulses within a time.
  private func wait(_ point: AccuracyPoint) throws -> Measured? {
    let start = lines.now + Int64(plan.choice.settleSeconds * 1e9)
    let end = start + Int64(point.seconds * 1e9)
    var reading = AccuracyReading(point: point.id, method: .counts)
    var isStarting = false
    if case .starting = point.kind { isStarting = true }
    var stamps: [Int64] = []
    while lines.now < end + 200_000_000, !(isStarting && stamps.count >= 2) {
      stamps += try lines.next().meter.filter { $0 >= start && $0 <= end }
      let passed = max(lines.now - start, 0)
      let text = String(
        format: "%d pulses in %.0f s of %.0f s", stamps.count, Double(passed) / 1e9, point.seconds)
      progress.take(.progress(id: point.id, text: text, share: min(Double(passed) / 1e9 / point.seconds, 1)))
      terminal.show("\(point.id)  \(text)")
    }
    terminal.clear()
    reading.pulses = Int64(stamps.count)
    reading.spanNanoseconds = isStarting && stamps.count >= 2 ? stamps[1] - start : end - start
    reading.atSeconds = now()
    return (reading, nil)
  }

  /// Register and dial test: registers typed, pulses counted between.
  private func registers(_ point: AccuracyPoint) throws -> Measured? {
    guard let first = terminal.askNumber("register of the meter now, kWh") else { return nil }
    let before = try reference?.read(now: lines.currentTime)
    let start = lines.now
    var counts = (meter: 0, reference: 0)
    terminal.say("counting; press Enter when the register has moved far enough")
    while !terminal.hasLine() {
      let pulses = try lines.next()
      counts.meter += pulses.meter.filter { $0 >= start }.count
      counts.reference += pulses.reference.filter { $0 >= start }.count
      terminal.show("\(point.id)  \(counts.meter) pulses of the meter")
    }
    terminal.clear()
    guard let last = terminal.askNumber("register of the meter now, kWh") else { return nil }
    let after = try reference?.read(now: lines.currentTime)
    var energy = ""
    if point.kind == .register, lines.referencePulse == nil, reference == nil {
      guard let text = terminal.askNumber("energy of the reference in Wh") else { return nil }
      energy = text
    }
    let row =
      "point,method,pulses,reference_wh,register_start_kwh,register_end_kwh\n\(point.id),\(point.kind == .dial ? "counts" : "register"),\(counts.meter),\(energy),\(first),\(last)\n"
    var reading = try AccuracyReadingFile(row, file: "typed").readings[0]
    if point.kind == .register {
      if let pulse = lines.referencePulse {
        reading.referenceNanowattHours = AccuracyReading.energy(Int64(counts.reference), pulse)
        reading.referenceStep = AccuracyReading.energy(1, pulse)
      } else if let before, let after {
        reading.referenceNanowattHours = after.nanowattHours - before.nanowattHours
        reading.referenceStep = after.step
      }
    }
    reading.atSeconds = now()
    return (reading, nil)
  }

  private static func seconds(_ nanoseconds: Int64) -> String {
    "\(nanoseconds / 1_000_000_000).\(String(repeating: "0", count: 9 - String(nanoseconds % 1_000_000_000).count))\(nanoseconds % 1_000_000_000)"
  }
}
