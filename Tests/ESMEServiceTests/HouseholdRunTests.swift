import ESMEService
import Foundation
import GBCS
import HAL
import MeterCore
import Testing

/// The house runs on the meter: exact, resumable at any moment, and the same whatever the pieces.
struct HouseholdRunTests {
  private static let start: Int64 = 1_772_409_600

  /// µWh of each register over whole minutes.
  private static func truth(_ household: SimulatedHousehold, _ minutes: Range<Int64>) -> [Int64] {
    var sums = [Int64](repeating: 0, count: 7)
    for minute in minutes {
      let energies = household.microwattHours(inMinute: minute)
      for index in 0..<7 { sums[index] += energies[index] }
    }
    return sums
  }

  private static func registers(_ stored: StoredESME) -> [Int64] {
    TwinRegister.allCases.map { stored.live.meter.state.registers.energy($0).microwattHours }
  }

  @Test("Registers are the sum of the house's minutes; each tariff's registers add up to its register")
  func registersAreTheHouse() throws {
    let folder = try TemporaryFolder()
    let stored = try folder.meter(edition: .mp184Reactive)
    try stored.run(untilSeconds: Self.start + 3 * 86_400)
    let first = Self.start / 60
    #expect(Self.registers(stored) == Self.truth(stored.settings.household, first..<first + 3 * 1440))
    for account in TariffAccount.allCases {
      let state = stored.live.meter.state
      #expect(state.tariff.sum(account) == state.registers[account.register], "\(account)")
    }
    // Every one of the four export rates was used.
    for rate in 0..<4 {
      #expect(stored.live.meter.state.tariff.secondaryExport[rate] > 0, "rate \(rate + 1)")
    }
    #expect(stored.live.meter.ids(.exportProfile).count == 144)
    #expect(stored.live.meter.storageFailure == nil)
  }

  @Test(
    "Stopped and killed anywhere, the run goes on to the same registers and profile",
    arguments: 1...3 as ClosedRange<UInt64>)
  func resumes(seed: UInt64) throws {
    let whole = try TemporaryFolder()
    let one = try whole.meter(seed: seed)
    try one.run(untilSeconds: Self.start + 2 * 86_400)
    let pieces = try TemporaryFolder()
    var other = try pieces.meter(seed: seed)
    var random = SplitMix(state: seed)
    while other.nowSeconds < Self.start + 2 * 86_400 {
      let end = min(
        other.nowSeconds + Int64.random(in: 1...400, using: &random) * 60, Self.start + 2 * 86_400)
      try other.run(untilSeconds: end)
      // Dropped without a word, as a killed process; the next one mounts what is there.
      other = try StoredESME(ESMEFolder(path: pieces.path), for: .writing)
    }
    #expect(Self.registers(other) == Self.registers(one), "seed \(seed)")
    for id in one.live.meter.ids(.exportProfile) {
      let a = try one.live.meter.exportProfile(id)
      let b = try other.live.meter.exportProfile(id)
      #expect(
        a?.secondaryActiveExport == b?.secondaryActiveExport && a?.flags == b?.flags, "seed \(seed) row \(id)"
      )
      #expect(a?.startSeconds == b?.startSeconds && a?.coveredSeconds == b?.coveredSeconds)
    }
    #expect(one.live.meter.ids(.exportProfile) == other.live.meter.ids(.exportProfile))
  }

  @Test("An outage leaves its energy out, flags its half hours and is in the power log")
  func outage() throws {
    let folder = try TemporaryFolder()
    let stored = try folder.meter()
    try stored.run(
      untilSeconds: Self.start + 86_400,
      outages: [SupplyOutage(startSeconds: Self.start + 14 * 3600 + 600, minutes: 30)])
    let first = Self.start / 60
    let cut = first + 850
    let before = Self.truth(stored.settings.household, first..<cut)
    let after = Self.truth(stored.settings.household, cut + 30..<first + 1440)
    // The edition has no secondary reactive export.
    #expect(Self.registers(stored).prefix(6) == zip(before, after).map(+).prefix(6))
    let power = try stored.eventsReport(.power)
    #expect(power.rows.map { $0[1] } == [.text("8F57"), .text("8F36")])
    let profile = try stored.exportReport(
      .profile, .secondary, in: Self.start + 14 * 3600...Self.start + 15 * 3600 - 1)
    #expect(profile?.rows.map { $0[3] } == [.number(600), .number(1200)])
    let settled = try stored.series(.secondaryExport, Self.start...Self.start + 86_399)
    #expect(settled?.halfHours.filter { !$0.isActual }.count == 3, "the first and the two of the cut")
  }

  @Test("A disabled supply stops the house")
  func disabledSupply() throws {
    let folder = try TemporaryFolder()
    let stored = try folder.meter()
    stored.live.meter.disableSupply(at: stored.now)
    let before = Self.registers(stored)
    try stored.run(untilSeconds: Self.start + 12 * 3600)
    #expect(Self.registers(stored) == before)
  }

  @Test("A future-dated setting of a remote party waits in the folder, takes over once, and is gone")
  func futureDatedSetting() throws {
    let folder = try TemporaryFolder()
    var stored = try folder.meter()
    let when = DLMSData.dateTime(COSEMDateTime(secondsSince2000: UInt32(Self.start - 946_684_800) + 3600))
    for (name, value) in [
      ("0-0:94.44.0.3", DLMSData.boolean(0xFF)), ("0-0:94.44.128.7", .uint32(20_000)),
      ("0-0:94.44.128.6", .uint32(60)), ("0-0:94.44.128.8", .uint32(120)),
    ] {
      let object = try #require(LogicalName(name))
      try stored.live.setAttribute(ObjectAttribute(9000, object, 4), to: value)
      try stored.live.setAttribute(ObjectAttribute(9000, object, 6), to: when)
    }
    try stored.saveKeptSettings()
    stored = try StoredESME(ESMEFolder(path: folder.path), for: .writing)
    try stored.run(untilSeconds: Self.start + 1800)
    #expect(stored.live.meter.state.supply.thresholdWatts == 0)
    try stored.run(untilSeconds: Self.start + 7200)
    stored = try StoredESME(ESMEFolder(path: folder.path), for: .writing)
    #expect(stored.live.meter.state.supply.thresholdWatts == 20_000)
    #expect(stored.live.meter.state.supply.restorationSeconds == 120)
    #expect(stored.live.kept.nextActivation == nil)
    let events = try stored.eventsReport(.events).rows.filter { $0[1] == .text("8F66") }.count
    try stored.run(untilSeconds: Self.start + 14_400)
    #expect(events == 4)
    #expect(try stored.eventsReport(.events).rows.filter { $0[1] == .text("8F66") }.count == events)
  }

  @Test("Power goes on where it stood after a suspension, and is forgotten by a start")
  func power() throws {
    let folder = try TemporaryFolder()
    let stored = try folder.meter()
    try stored.run(untilSeconds: Self.start + 13 * 3600)
    let power = stored.live.meter.power(.secondaryActiveExport, at: stored.now).milliwatts
    #expect(power > 100_000)
    let again = try StoredESME(ESMEFolder(path: folder.path), for: .reading)
    let kept = again.live.meter.power(.secondaryActiveExport, at: again.now).milliwatts
    #expect(abs(kept - power) <= power / 100, "\(kept) \(power)")
  }
}

/// Repeatable random numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
