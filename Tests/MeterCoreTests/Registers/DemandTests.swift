import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Maximum demand, block and sliding, against every window of the same length.
@Suite struct DemandTests {
  @Test("Sliding demand is the largest of all positions of the window", arguments: [1, 2, 3, 6] as [UInt8])
  func sliding(subintervals: UInt8) throws {
    let rules = try #require(DemandRules(subintervalMinutes: 5, subintervals: subintervals))
    var random = SeededRandom(seed: UInt64(subintervals))
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase), demand: rules)
    var energies: [Int64] = []
    for _ in 0..<60 {
      // Five minutes of ten windows.
      let energy = Int64(random.next() % 1_000_000)
      for _ in 0..<10 { rig.take(PolyphaseRig.window([.micro(energy), .zero, .zero], milliseconds: 30_000)) }
      energies.append(10 * energy)
    }
    let length = Int(subintervals)
    let sums = (0...(energies.count - length)).map { energies[$0..<($0 + length)].reduce(0, +) }
    let largest = sums.max()!
    let demand = rig.channel(.activeImport, 1).maximumDemand
    #expect(demand.energy.microwattHours == largest)
    let end = MeterRig.start + Int64(sums.firstIndex(of: largest)! + length) * 300
    #expect(Int64(demand.endSeconds) == end)
    // mW = µWh · 3.6 / s
    let milliwatts = (Double(largest) * 3.6 / Double(rules.periodSeconds)).rounded()
    #expect(demand.power(rules).milliwatts == Int64(milliwatts))
  }

  @Test("Block demand over the integration period is the profile's value; a reset is counted and logged")
  func block() throws {
    var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase))
    for energy in [100, 900, 400] as [Int64] {
      for _ in 0..<60 { rig.take(PolyphaseRig.window([.micro(energy), .zero, .zero], milliseconds: 30_000)) }
    }
    #expect(rig.channel(.activeImport, 1).maximumDemand.energy.microwattHours == 54_000)
    #expect(Int64(rig.channel(.activeImport, 1).maximumDemand.endSeconds) == MeterRig.start + 3600)
    rig.meter.registers.resetMaximumDemand()
    #expect(rig.channel(.activeImport, 1).maximumDemand.energy == .zero)
    #expect(rig.channel(.activeImport, 1).maximumDemand.resets == 1)
    #expect(try rig.events().map(\.code) == [.maximumDemandReset])
  }

  @Test("The maximum survives a restart")
  func restart() throws {
    let medium = EmulatedMedium(PolyphaseRig.geometry)
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    do {
      var rig = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase), medium: medium, clock: clock)
      for _ in 0..<61 { rig.take(PolyphaseRig.window([.micro(70), .zero, .zero], milliseconds: 30_000)) }
      let isCommitted = rig.meter.stop(at: Tick(nanoseconds: clock.nowNanoseconds()))
      #expect(isCommitted)
    }
    let again = try PolyphaseRig(PolyphaseRig.configuration(.singlePhase), medium: medium, clock: clock)
    #expect(again.channel(.activeImport, 1).maximumDemand.energy.microwattHours == 4_200)
  }

  @Test("Rules that do not fit the hour are refused")
  func refused() {
    #expect(DemandRules(subintervalMinutes: 7, subintervals: 1) == nil)
    #expect(DemandRules(subintervalMinutes: 0, subintervals: 1) == nil)
    #expect(DemandRules(subintervalMinutes: 5, subintervals: 7) == nil)
  }
}
