import Foundation
import Settlement
import Testing

@testable import Bench

@Suite struct ScenarioTests {
  @Test("Every scenario passes on a good charge point", arguments: ScenarioPack.ordered.map(\.id))
  func passes(id: String) throws {
    let scenario = try #require(ScenarioPack.scenarios([id])?.first)
    let (evidence, raw) = scenario.run(policy: CMSPolicy(), source: SimulatedChargePoint())
    #expect(evidence.checks.count >= 3)
    for check in evidence.checks { #expect(check.isPassed, "\(id): \(check)") }
    #expect(raw["half_hours.csv"]!.count > 100)
    #expect(evidence.tables.contains { $0.rows.count == 48 })
  }

  @Test("Every scenario fails with its fault", arguments: ScenarioPack.ordered.map(\.id))
  func fails(id: String) throws {
    let scenario = try #require(ScenarioPack.scenarios([id])?.first)
    let (evidence, _) = scenario.run(
      policy: CMSPolicy(), source: SimulatedChargePoint(), injectingFault: true)
    #expect(!evidence.isPassed, "\(id) does not see: \(scenario.fault)")
    #expect(evidence.injectedFault == scenario.fault)
  }

  @Test("The pack is S1 to S16, each once")
  func pack() {
    #expect(ScenarioPack.ordered.map(\.id) == (1...16).map { "S\($0)" })
    #expect(ScenarioPack.scenarios(["s3"])?.count == 1)
    #expect(ScenarioPack.scenarios(["S17"]) == nil)
  }

  @Test("A tighter limit fails what a wider one passes: the policy is used")
  func policy() throws {
    var policy = CMSPolicy()
    policy.clockLimit.value = 2
    let scenario = try #require(ScenarioPack.scenarios(["S10"])?.first)
    #expect(!scenario.run(policy: policy, source: SimulatedChargePoint()).evidence.isPassed)
  }
}
