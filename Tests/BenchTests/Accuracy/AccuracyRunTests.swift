import Foundation
import MeterCore
import Testing

@testable import Bench

@Suite struct AccuracyRunTests {
  private static func subject(_ accuracyClass: AccuracyClass = .class05S) throws -> AccuracySubject {
    try AccuracySubject(
      accuracyClass, .transformer, .fourWire, reference: "5", maximum: "6", nominal: "230", pulses: "10000")
  }
  private static let bench = UncertaintyBudget.Bench(referencePercent: 0.02, stampNanoseconds: 50_000)

  @Test("The plan: powers, pulses, times, order")
  func plan() throws {
    let plan = try AccuracyPlan(try Self.subject())
    let full = try #require(plan.points.first { $0.id == "PF1-100" })
    #expect(abs(full.watts - 3450) < 1e-9)
    // 3450 W at 10000 imp/kWh are 9.583 pulses/s: 288 pulses take more than 30 s.
    #expect(full.pulses == 288 && full.seconds > 30)
    let low = try #require(plan.points.first { $0.id == "PF1-1" })
    // 34.5 W: 25 pulses take longer than 30 s.
    #expect(low.pulses == 25 && abs(low.seconds - 25 * 3.6e6 / 345_000) < 1e-6)
    #expect(plan.points.first?.id == "PF1-Imax")
    for phase in 1...3 { #expect(plan.points.contains { $0.id == "L\(phase)-PF1-5" }) }
    #expect(plan.points.suffix(4).map(\.id) == ["START", "NOLOAD", "REGISTER", "DIAL"])
    #expect(Set(plan.points.map(\.id)).count == plan.points.count)
    #expect(
      plan.points.allSatisfy {
        $0.id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }
      })
    #expect(plan.points.allSatisfy { $0.kind != .load || ($0.pulses >= 25 && $0.seconds > 30) })
    var choice = AccuracyPlan.Choice()
    choice.only = ["PF1-7"]
    #expect(throws: AccuracyError.self) { try AccuracyPlan(try Self.subject(), choice) }
    choice = AccuracyPlan.Choice()
    choice.takesInfluences = true
    let wide = try AccuracyPlan(try Self.subject(), choice)
    #expect(wide.points.contains { $0.id == "U--PF0.5L-100" } && wide.digest != plan.digest)
  }

  @Test("The directive's band follows the temperature")
  func temperature() throws {
    var choice = AccuracyPlan.Choice()
    choice.temperature = 35
    let plan = try AccuracyPlan(try Self.subject(.midC), choice)
    let point = try #require(plan.points.first { $0.id == "PF1-100" })
    #expect(point.limits.map(\.percent) == [1])
  }

  @Test("Exact numbers: a point by hand")
  func exact() throws {
    var reading = AccuracyReading(point: "PF1-100", method: .counts)
    reading.pulses = 300
    // 300 pulses of 0.1 Wh against 29.97 Wh: 0.1001001 %.
    reading.referenceNanowattHours = 29_970_000_000
    #expect(reading.error(try Self.subject()) == 1_001_001)
    #expect(
      AccuracyJudge.verdict(error: 4_000_000, expandedPercent: 0.1, millipercent: 500, status: .derived)
        == .pass)
    #expect(
      AccuracyJudge.verdict(error: -4_000_001, expandedPercent: 0.1, millipercent: 500, status: .derived)
        == .notProven)
    #expect(
      AccuracyJudge.verdict(error: 6_000_000, expandedPercent: 0.1, millipercent: 500, status: .derived)
        == .notProven)
    #expect(
      AccuracyJudge.verdict(error: -6_000_001, expandedPercent: 0.1, millipercent: 500, status: .derived)
        == .fail)
    #expect(
      AccuracyJudge.verdict(error: 6_000_001, expandedPercent: 0.1, millipercent: 500, status: .advisory)
        == .warn)
    #expect(
      AccuracyJudge.verdict(error: 0, expandedPercent: .nan, millipercent: 500, status: .derived)
        == .notProven)
  }

  @Test("A short point proves nothing; starting and no-load follow their times")
  func conduct() throws {
    let plan = try AccuracyPlan(try Self.subject())
    var run = AccuracyRun(plan, Self.bench)
    var short = AccuracyReading(point: "PF1-100", method: .pulses)
    short.pulses = 24
    short.spanNanoseconds = 40_000_000_000
    short.referenceNanowattHours = 2_400_000_000
    #expect(try run.take(short).checks.contains { $0.rule == "ACC-TIME" && $0.verdict == .notProven })
    let start = try #require(plan.points.first { $0.id == "START" })
    for (pulses, seconds, verdict) in [
      (2, 1.0, EvidenceVerdict.pass), (1, 1.0, .notProven), (1, start.seconds, .fail),
    ] {
      var reading = AccuracyReading(point: "START", method: .counts)
      reading.pulses = Int64(pulses)
      reading.spanNanoseconds = Int64(seconds * 1e9)
      #expect(try run.take(reading).checks[0].verdict == verdict)
    }
    let still = try #require(plan.points.first { $0.id == "NOLOAD" })
    for (pulses, seconds, verdict) in [
      (0, 1.0, EvidenceVerdict.notProven), (1, still.seconds, .pass), (2, still.seconds, .warn),
    ] {
      var reading = AccuracyReading(point: "NOLOAD", method: .counts)
      reading.pulses = Int64(pulses)
      reading.spanNanoseconds = Int64(seconds * 1e9)
      #expect(try run.take(reading).checks[0].verdict == verdict)
    }
    #expect(throws: AccuracyError.self) { try run.take(AccuracyReading(point: "X", method: .counts)) }
  }

  @Test("Register and dial tests")
  func registers() throws {
    var run = AccuracyRun(try AccuracyPlan(try Self.subject()), Self.bench)
    let file = try AccuracyReadingFile(
      """
      point,pulses,reference_wh,register_start_kwh,register_end_kwh
      REGISTER,,10010,120.00,130.00
      DIAL,99900,,120.00,130.00
      """, file: "typed.csv")
    for reading in file.readings { try run.take(reading) }
    let register = try #require(run.results["REGISTER"])
    // 10000 / 10010 − 1 = −0.0999001 %; the step of 10 Wh counts.
    #expect(register.error == -999_001)
    #expect(register.budget.components.contains { $0.name.contains("register's step") })
    // 99900 pulses of 0.1 Wh are 9990 Wh: 10 Wh less than the advance, within a step and a pulse.
    #expect(run.results["DIAL"]?.checks[0].verdict == .pass)
  }

  @Test("Readings go out and come back the same; unknown columns are refused with their line")
  func file() throws {
    let plan = try AccuracyPlan(try Self.subject())
    var random = SimulationRandom(seed: 9)
    var text = AccuracyReadingFile.head(planDigest: plan.digest)
    var run = AccuracyRun(plan, Self.bench)
    for point in plan.points {
      var reading = AccuracyReading(
        point: point.id, method: [.pulses, .counts, .register].randomElement(using: &random)!)
      reading.pulses = .random(in: 1...100_000, using: &random)
      reading.spanNanoseconds = .random(in: 1...90_000_000_000, using: &random)
      reading.referenceNanowattHours = .random(in: 1...5_000_000_000_000, using: &random)
      reading.referenceStep = .random(in: 1...1_000_000, using: &random)
      reading.scatterNanoseconds = .random(in: 0...1_000_000, using: &random)
      reading.registerStart = .random(in: 1...1_000_000_000, using: &random)
      reading.registerEnd = reading.registerStart + .random(in: 1...1_000_000_000, using: &random)
      reading.registerStep = 1_000_000
      reading.atSeconds = 1_772_445_600
      reading.note = "a \"quoted\", remark"
      text += AccuracyReadingFile.line(try run.take(reading), verdict: run.evidence(of: point).verdict)
    }
    let back = try AccuracyReadingFile(text, file: "x")
    #expect(back.planDigest == plan.digest)
    #expect(back.readings == plan.points.compactMap { run.results[$0.id]?.reading })
    for (bad, word) in [
      ("point,colour\n", "x:1: unknown column 'colour'"), ("point,pulses\nA,1,2\n", "x:2: 3 cells"),
      ("point,pulses\nA,1.5\n", "x:2: 'pulses'"), ("pulses\n1\n", "needs a column 'point'"),
      ("point,method\nA,guess\n", "'method' is one of"), ("point,note\nA,\"x\n", "not closed"),
      ("point,error_percent\nA,0.1\n", "uncertainty_percent"),
    ] {
      #expect {
        try AccuracyReadingFile(bad, file: "x")
      } throws: { ($0 as? AccuracyError)?.reason.contains(word) == true }
    }
  }

  @Test("Numbers at the ends of their range are judged without a trap")
  func extremes() throws {
    var choice = AccuracyPlan.Choice()
    choice.takesInfluences = true
    var run = AccuracyRun(try AccuracyPlan(try Self.subject(), choice), Self.bench)
    run.overall = (InstrumentTransformers(currentRatioPercent: 1e300, currentMinutes: -1e300), 5)
    let values: [Int64] = [0, 1, .max, .max - 1, 1_000_000_000]
    var random = SimulationRandom(seed: 3)
    for round in 0..<10 {
      for point in run.plan.points {
        var reading = AccuracyReading(
          point: point.id, method: AccuracyReading.Method.allCases.randomElement(using: &random)!)
        func value() -> Int64 { values.randomElement(using: &random)! }
        reading.pulses = value()
        reading.spanNanoseconds = value()
        reading.referenceNanowattHours = value()
        reading.referenceStep = value()
        reading.referenceSpanNanoseconds = value()
        reading.registerStart = value()
        reading.registerEnd = value()
        reading.registerStep = value()
        reading.shownError = round % 2 == 0 ? value() : -value()
        reading.shownUncertainty = value()
        try run.take(reading)
      }
      let pack = run.pack(startedAt: "", tester: "", witness: "", subject: [:])
      #expect(pack.cases.count == run.plan.points.count + 1)
      #expect(!EvidenceReport(pack: pack).html.isEmpty)
    }
  }

  @Test("Influences are judged by the shift, one-phase load also by the difference")
  func shifts() throws {
    var choice = AccuracyPlan.Choice()
    choice.takesInfluences = true
    var run = AccuracyRun(try AccuracyPlan(try Self.subject(), choice), Self.bench)
    for (point, error) in [("PF1-100", 1_000_000), ("U+-PF1-100", 4_000_000), ("L2-PF1-100", -9_000_000)]
      as [(String, Int64)]
    {
      var reading = AccuracyReading(point: point, method: .error)
      reading.shownError = error
      reading.shownUncertainty = 200_000
      try run.take(reading)
    }
    func checks(_ id: String) -> [EvidenceCheck] {
      run.plan.points.first { $0.id == id }.map { run.evidence(of: $0).checks } ?? []
    }
    // 0.3 % of shift against 0.2 %: advisory, so a warning.
    #expect(checks("U+-PF1-100").map(\.verdict) == [.warn])
    // −0.9 − 0.1 = −1.0 % against 1.0 %: not proven.
    #expect(checks("L2-PF1-100").first { $0.name.hasPrefix("difference") }?.verdict == .notProven)
  }
}
