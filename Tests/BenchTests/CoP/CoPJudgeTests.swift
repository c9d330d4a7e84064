import COSEM
import Foundation
import Testing

@testable import Bench
@testable import Instation

@Suite struct CoPJudgeTests {
  private func result(
    _ rule: String, _ seen: CoPObservations, _ change: (inout CoPOptions) -> Void = { _ in }
  ) -> CoPResult {
    var options = CoPOptions(.cop5)
    change(&options)
    return CoPJudge(seen, options).result(CoPRules.rule(rule)!)
  }

  private func clock(_ offset: Double, _ uncertainty: Double, isSynchronised: Bool = true) -> CoPObservations
  {
    var seen = CoPObservations()
    seen.clock = ClockReading(
      offsetNanoseconds: Int64(offset * 1e9), uncertaintyNanoseconds: Int64(uncertainty * 1e9), samples: 5,
      resolutionNanoseconds: 1_000_000_000, meterTime: COSEMDateTime(utcSeconds: 0),
      isHostSynchronised: isSynchronised)
    return seen
  }

  @Test("A clock is judged only where its uncertainty leaves no doubt")
  func offsets() {
    for offset in stride(from: -30.0, through: 30, by: 0.5) {
      for uncertainty in [0, 0.5, 3, 40] {
        let verdict = result("TIM-1", clock(offset, uncertainty))
        let isInside = abs(offset) + uncertainty <= 20
        let isOutside = abs(offset) - uncertainty > 20
        #expect(
          verdict.verdict == (isInside ? .pass : isOutside ? .warn : .notRun), "\(offset) \(uncertainty)")
        #expect(verdict.reason.contains("not proven") == (!isInside && !isOutside))
      }
    }
    #expect(result("TIM-1", clock(15, 1)) { $0.isStrictTime = true }.verdict == .warn)
    #expect(result("TIM-1", clock(0, 0, isSynchronised: false)).verdict == .notRun)
  }

  @Test("The fitted drift is within its stated uncertainty, whatever the errors of the offsets")
  func drift() {
    var state: UInt64 = 11
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53) * 2 - 1
    }
    for run in 0..<500 {
      let ppm = random() * 40
      let start = random() * 20
      let uncertainty = 0.001 + abs(random()) * 0.2
      let count = 3 + Int(abs(random()) * 40)
      let offsets = (0..<count).map { index in
        let time = Double(index) * 900
        return CoPOffset(
          atSeconds: time, offset: start + ppm * 1e-6 * time + random() * uncertainty,
          uncertainty: uncertainty)
      }
      let fit = CoPDrift(offsets)!
      #expect(abs(fit.ppm - ppm) <= fit.uncertaintyPPM + 1e-9, "run-\(run): \(fit.ppm) for \(ppm)")
    }
    #expect(CoPDrift([]) == nil)
  }

  @Test("Nothing seen: every rule is not run, with a reason")
  func nothing() {
    for code in CodeOfPractice.allCases {
      for result in CoPJudge(CoPObservations(), CoPOptions(code)).results() {
        #expect(result.verdict == .notRun && !result.reason.isEmpty, "\(result)")
      }
    }
  }

  @Test("A part that may fail decides over one that only warns")
  func parts() {
    var seen = CoPObservations()
    var before = CoPSnapshot()
    before.seconds = 1000
    before.flags = 4
    before.demandResets = 1
    seen.snapshots = [before, before]
    #expect(result("OST-RD-1", seen).verdict == .pass)
    seen.snapshots[1].demandResets = 2
    #expect(result("OST-RD-1", seen).verdict == .warn)
    seen.snapshots[1].flags = 0
    let failed = result("OST-RD-1", seen)
    #expect(failed.verdict == .fail && failed.status == .derived && failed.source == "S5*")
    // A flag may go with its period.
    seen.snapshots[1].seconds = 1900
    #expect(result("OST-RD-1", seen).verdict == .warn)
  }

  @Test("Unknown keys and values of technical details are refused")
  func details() throws {
    #expect(throws: CoPOptionError.self) { try MeterTechnicalDetails(json: Data(#"{"colour":1}"#.utf8)) }
    #expect(throws: CoPOptionError.self) { try MeterTechnicalDetails(json: Data(#"{"serial":1}"#.utf8)) }
    let details = try MeterTechnicalDetails(json: Data(#"{"serial":"1","voltageRatio":"11000/110"}"#.utf8))
    var seen = CoPObservations()
    seen.details.serial = "1"
    let untold = result("MTD-1", seen) { $0.expected = details }
    #expect(untold.verdict == .pass && untold.reason.contains("VT ratio"))
    seen.details.voltageRatio = "1/1"
    #expect(result("MTD-1", seen) { $0.expected = details }.verdict == .fail)
  }
}
