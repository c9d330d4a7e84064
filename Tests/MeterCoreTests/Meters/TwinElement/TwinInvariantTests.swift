import HAL
import MockHAL
import Testing

@testable import MeterCore

/// What must hold at any moment, over random days, switches, restarts and clock sets.
@Suite struct TwinInvariantTests {
  static func randomTable(_ account: TariffAccount, _ random: inout SeededRandom) -> SwitchingTable {
    var table = SwitchingTable()
    table.seasonCount = UInt8.random(in: 1...4, using: &random)
    table.weekCount = UInt8.random(in: 1...4, using: &random)
    table.dayCount = UInt8.random(in: 1...16, using: &random)
    table.specialDayCount = UInt8.random(in: 0...50, using: &random)
    for index in 0..<4 {
      let year: UInt16 = Bool.random(using: &random) ? 0xFFFF : UInt16.random(in: 2025...2027, using: &random)
      table.seasons[index].start =
        index == 0
        ? .any
        : TariffDate(
          year: year, month: UInt8.random(in: 1...12, using: &random),
          day: UInt8.random(in: 1...28, using: &random))
      table.seasons[index].week = UInt8.random(in: 0..<table.weekCount, using: &random)
      for day in 0..<7 { table.weeks[index][day] = UInt8.random(in: 0..<table.dayCount, using: &random) }
    }
    for day in 0..<16 {
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let slot = Int.random(in: 0..<48, using: &random)
        var rate = UInt8.random(in: 1...UInt8(account.rateCount), using: &random)
        if account == .primaryImport && Bool.random(using: &random) {
          rate = UInt8.random(in: 101...108, using: &random)
        }
        table.days[day][slot] = rate
      }
    }
    table.days[0][0] = 1
    for index in 0..<50 {
      table.specialDays[index].date = TariffDate(
        year: Bool.random(using: &random) ? 0xFFFF : 2026, month: UInt8.random(in: 1...12, using: &random),
        day: UInt8.random(in: 1...31, using: &random))
      table.specialDays[index].day = UInt8.random(in: 0..<table.dayCount, using: &random)
    }
    return table
  }

  private func check(_ rig: borrowing TwinRig<PlainMemory>, _ id: Comment) {
    for account in TariffAccount.allCases {
      #expect(
        rig.meter.state.tariff.sum(account) == rig.meter.state.registers[account.register], "\(account) \(id)"
      )
    }
    for register in TwinRegister.allCases {
      #expect(
        rig.meter.state.registers.energy(register).microwattHours == rig.truth[Int(register.rawValue)], id)
    }
  }

  @Test(
    "Registers are exact and the sums of their tariff registers and profile rows, over random days",
    arguments: 1...5)
  func invariants(seed: Int) throws {
    let id: Comment = "seed \(seed)"
    var random = SeededRandom(seed: UInt64(seed))
    let medium = PlainMedium(TwinFixture.file)
    let clock = VirtualClock(utcSeconds: TwinFixture.start + Int64.random(in: 0...86_400, using: &random))
    var sizes = TwinFixture.sizes
    sizes[.importProfile] = 1000
    sizes[.exportProfile] = 1000
    var rig = try TwinRig(PlainMemory(medium: medium), clock: clock, sizes: sizes)
    for account in TariffAccount.allCases {
      var plan = TariffPlan(table: Self.randomTable(account, &random))
      for column in 0..<8 { plan.thresholds[column] = UInt32.random(in: 0...2000, using: &random) }
      try rig.meter.setTariff(account, plan: plan, activation: .now, at: rig.now)
    }
    var boot: UInt64 = 1
    for step in 0..<300 {
      switch UInt8.random(in: 0...40, using: &random) {
      case 0:
        // A restart: what was committed goes on; the rest is lost, with the truth set back to what is stored.
        let committed = rig.meter.commit()
        #expect(committed)
        let truth = rig.truth
        clock.advance(byNanoseconds: Int64.random(in: 0...20_000, using: &random) * 1_000_000_000)
        boot += 1
        rig = try TwinRig(
          PlainMemory(medium: medium), clock: clock, sizes: sizes,
          cause: Bool.random(using: &random) ? .restart : .supplyRestored,
          boot: BootIdentity(high: 0, low: boot))
        #expect(rig.truth == truth, id)
      case 1: clock.stepWall(byNanoseconds: Int64.random(in: -9...9, using: &random) * 1_000_000_000)
      case 2:
        clock.stepWall(byNanoseconds: Int64.random(in: -90_000...90_000, using: &random) * 1_000_000_000)
      case 3:
        let account = TariffAccount.allCases.randomElement(using: &random)!
        let plan = TariffPlan(table: Self.randomTable(account, &random))
        let instant = rig.meter.state.lastInstant!.advanced(
          byNanoseconds: Int64.random(in: 0...40_000, using: &random) * 1_000_000_000)
        try rig.meter.setTariff(account, plan: plan, activation: .at(instant), at: rig.now)
      case 4:
        rig.meter.setRandomisedOffset(
          limitSeconds: UInt16.random(in: 0...1799, using: &random),
          number: UInt16.random(in: 0...65_535, using: &random), at: rig.now)
      case 5: rig.meter.resetBlockCounters(at: rig.now)
      default: break
      }
      rig.pass(seconds: Int64.random(in: 1...2500, using: &random))
      for register in TwinRegister.allCases where Bool.random(using: &random) {
        let before = Self.tariffRegisters(rig.meter.state.tariff)
        let rateBefore = rig.meter.state.rates
        rig.book(register, Int64.random(in: 1...3_000_000_000, using: &random))
        let after = Self.tariffRegisters(rig.meter.state.tariff)
        let moved = after.indices.filter { after[$0] != before[$0] }
        // One register of one account moves; at a rate with blocks, blocks of that one rate.
        switch TariffAccount(register) {
        case nil: #expect(moved.isEmpty, id)
        case .primaryImport where rateBefore[0] >= 101:
          #expect(
            Set(moved.map { ($0 - 48) % 8 }).count <= 1 && moved.allSatisfy { (48..<80).contains($0) }, id)
        case .some: #expect(moved.count <= 1, id)
        }
      }
      if step % 10 == 0 { check(rig, id) }
    }
    rig.pass(seconds: 1800)
    check(rig, id)
    // The profile: all rows and the open half hour make the registers.
    var sums = [UInt32](repeating: 0, count: 7)
    for number in rig.meter.ids(.importProfile) {
      let row = try rig.meter.importProfile(number)!
      sums[0] &+= row.primary
      sums[4] &+= row.secondary
    }
    for number in rig.meter.ids(.exportProfile) {
      let row = try rig.meter.exportProfile(number)!
      sums[1] &+= row.activeExport
      sums[2] &+= row.reactiveImport
      sums[3] &+= row.reactiveExport
      sums[5] &+= row.secondaryActiveExport
      sums[6] &+= row.secondaryReactiveExport
    }
    let lower = rig.meter.ids(.importProfile).lowerBound
    #expect(lower == 0, "the run is longer than the log")
    for register in TwinRegister.allCases {
      let index = Int(register.rawValue)
      let open = rig.meter.state.registers.wattHours[index] &- rig.meter.state.periodStart[index]
      #expect(sums[index] &+ open == rig.meter.state.registers.wattHours[index], "\(register) \(id)")
    }
    #expect(rig.meter.storageFailure == nil, id)
  }

  private static func tariffRegisters(_ tariff: TariffRegisters) -> [UInt32] {
    (0..<48).map { tariff.timeOfUse[$0] } + (0..<32).map { tariff.block[$0] }
      + (0..<4).map { tariff.secondaryImport[$0] } + (0..<4).map { tariff.secondaryExport[$0] }
  }

  @Test("The state record has the size it says, and every field comes back")
  func stateRoundTrip() throws {
    let medium = PlainMedium(TwinFixture.file)
    let clock = VirtualClock(utcSeconds: TwinFixture.start)
    var rig = try TwinRig(PlainMemory(medium: medium), clock: clock)
    rig.run([.primaryActiveImport: 2000, .secondaryActiveExport: 1500], seconds: 7200)
    var first = [UInt8](repeating: 0, count: 8192)
    var second = first
    func encode(_ state: TwinElementState, _ bytes: inout [UInt8]) -> Int {
      var state = state
      var span = bytes.mutableSpan
      var raw = span.mutableBytes
      var coder = RecordCoder(at: 0, isReading: false)
      state.code(&coder, &raw)
      return coder.offset
    }
    #expect(encode(rig.meter.state, &first) == TwinElementState.storedBytes)
    var state = TwinElementState(rules: TwinFixture.configuration().clockRules)
    var span = first.mutableSpan
    var raw = span.mutableBytes
    var coder = RecordCoder(at: 0, isReading: true)
    state.code(&coder, &raw)
    #expect(coder.isValid)
    _ = encode(state, &second)
    #expect(first == second)
    #expect(RegisterSnapshot.storedBytes + 8 < 4096)
  }

  @Test("Without the capability the secondary export is not measured, and nothing of it is stored")
  func withoutCapability() throws {
    let medium = PlainMedium(TwinFixture.file)
    var rig = try TwinRig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start),
      configuration: TwinFixture.configuration(.published))
    let isExport = rig.meter.book(
      element: .secondary, quantity: .activeExport, energy: Energy(microwattHours: 5_000_000), at: rig.now)
    let isReactive = rig.meter.book(
      element: .secondary, quantity: .reactiveImport, energy: Energy(microwattHours: 5_000_000), at: rig.now)
    let isNegative = rig.meter.book(
      element: .primary, quantity: .activeImport, energy: Energy(microwattHours: -5_000_000), at: rig.now)
    #expect(!isExport && !isReactive && !isNegative)
    #expect(rig.meter.state.registers[.secondaryActiveExport] == 0)
    #expect(rig.meter.exportReading(.secondary) == nil)
    #expect(rig.meter.exportReading(.primary) != nil)
    var refusal: TariffError?
    do throws(TariffError) {
      try rig.meter.setTariff(.secondaryExport, prices: TariffPrices(), activation: .now, at: rig.now)
    } catch { refusal = error }
    #expect(refusal == .notSupported)
    let view = try rig.meter.hanSnapshot(at: rig.now)
    #expect(view.secondary.received == nil && !view.hasProvisionalFields)
  }
}
