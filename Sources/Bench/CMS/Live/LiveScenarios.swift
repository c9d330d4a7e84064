import Foundation
import MeterCore
import Settlement

/// The scenarios that a real charge point plays by remote start and stop alone.
enum LiveScenarios {
  static let all = [onAndOff, twoSessions, acrossBoundary, idle]

  static let onAndOff = LiveScenario(
    id: "S1",
    purpose:
      "The session is started and stopped by command; the register is read at its start, after one hour of steady load and at its end, by the charge point's own stamps. The half hours follow the register."
  ) { session in
    try await session.read("Read before the session")
    let start = try await session.start()
    let begin = start.instant.seconds
    try await session.wait(untilSecond: begin + 3600)
    let hour = session.readings.filter { $0.instant.seconds >= begin + 3600 }
      .min { $0.instant < $1.instant }
    if let hour {
      session.note("Read after one hour of load", hour)
      session.checkLoad("the first hour", start, hour)
    }
    try await session.wait(untilSecond: begin + 4500)
    let end = try await session.stop()
    let length = end.instant.seconds - begin
    session.bench.evidence.checks.append(
      EvidenceCheck(
        "length of the session", expected: "at least 3600 s", found: "\(length) s", isPassed: length >= 3600))
    session.bench.evidence.checks.append(
      EvidenceCheck(
        "energy of the session", expected: "above 0 Wh",
        found: "\((end.register - start.register).microwattHours / 1_000_000) Wh",
        isPassed: end.register > start.register))
    session.checkLoad("the session", start, end)
    // A vehicle needs a few minutes to come to its load.
    session.checkSteadiness(from: begin + 300, to: begin + 3600)
    // The last half hour ends with the reading after it.
    try await session.wait(untilSecond: (end.instant.seconds / 1800 + 1) * 1800)
    session.checkAgainstRegister(atLeast: 2)
  }

  static let twoSessions = LiveScenario(
    id: "S6", purpose: "Two sessions one after the other within one half hour, by command; both count."
  ) { session in
    let boundary = try await session.waitForHalfHour()
    var reads: [(RegisterReading, RegisterReading)] = []
    for minutes in [8, 18] as [Int64] {
      let start = try await session.start()
      try await session.wait(untilSecond: boundary + minutes * 60)
      reads.append((start, try await session.stop()))
    }
    try await session.wait(untilSecond: boundary + 1800)
    let found = session.bench.halfHours(session.unit)[boundary]?.wattHours ?? 0
    let sessions = reads.reduce(0) { $0 + ($1.1.register - $1.0.register).microwattHours / 1_000_000 }
    let isInside = reads.allSatisfy {
      $0.0.instant.seconds >= boundary && $0.1.instant.seconds <= boundary + 1800
    }
    session.bench.evidence.checks.append(
      EvidenceCheck(
        "both sessions within the half hour of \(UTCStamp.iso(boundary))", expected: "yes",
        equals: isInside ? "yes" : "no"))
    session.bench.evidence.checks.append(
      EvidenceCheck(
        "the half hour holds the energy of both sessions", expected: "at least \(sessions) Wh, above 0",
        found: "\(found) Wh", limit: session.bench.policy.sumTolerance.text,
        isPassed: sessions > 0 && Double(sessions - found) <= session.bench.policy.sumTolerance.value))
    session.checkAgainstRegister(atLeast: 1)
  }

  static let acrossBoundary = LiveScenario(
    id: "S7",
    purpose: "A session begins in one half hour and ends in the next, by command; both get their part."
  ) { session in
    let boundary = try await session.waitForHalfHour()
    try await session.wait(untilSecond: boundary + 900)
    let start = try await session.start()
    try await session.wait(untilSecond: boundary + 1800 + 600)
    let end = try await session.stop()
    try await session.wait(untilSecond: (end.instant.seconds / 1800 + 1) * 1800)
    let halfHours = session.bench.halfHours(session.unit)
    for begin in [boundary, boundary + 1800] {
      let found = halfHours[begin]?.wattHours ?? 0
      session.bench.evidence.checks.append(
        EvidenceCheck(
          "energy of the half hour of \(UTCStamp.iso(begin))", expected: "above 0 Wh", found: "\(found) Wh",
          isPassed: found > 0))
    }
    session.checkLoad("the session", start, end)
    session.checkAgainstRegister(atLeast: 2)
  }

  static let idle = LiveScenario(
    id: "S16", purpose: "Two half hours without a session: the charge point's own load is metered."
  ) { session in
    let boundary = try await session.waitForHalfHour()
    try await session.wait(untilSecond: boundary + 3600)
    session.bench.evidence.checks.append(
      EvidenceCheck(
        "sessions begun meanwhile", expected: "0", equals: "\(session.count(of: "transaction_started"))"))
    let halfHours = session.bench.halfHours(session.unit)
    let load = [boundary, boundary + 1800].reduce(0) { $0 + (halfHours[$1]?.wattHours ?? 0) }
    session.bench.evidence.steps.append("Standing load: \(load) Wh in one hour")
    session.checkAgainstRegister(atLeast: 2)
  }
}
