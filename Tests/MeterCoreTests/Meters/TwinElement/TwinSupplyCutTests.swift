import Foundation
import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Two days of a twin-element meter with the supply cut at every operation.
@Suite struct TwinSupplyCutTests {
  private struct Mark {
    var operations: Int
    /// What the state said after the step: tariffs, prices, parties, registers.
    var prices: [Int32]
    var rates: [UInt8]
    var registers: [Int64]
    var counter: UInt64
    var rows: UInt32
    var dailyReads: UInt32
  }

  private struct Run {
    var journal: MediumJournal
    var marks: [Mark]
    var importRows: [UInt32: ImportProfileRow]
    var dailyReads: [UInt32: RegisterSnapshot]
  }

  private static let replay = ProcessInfo.processInfo.environment["SWIFT_METER_REPLAY"]
  private static let party: UInt64 = 0x90B3_D51F_3000_0002

  /// Small logs: the half-hour logs wrap within the run.
  private static var sizes: TwinLogSizes {
    TwinLogSizes(capacities: [20, 12, 3, 3, 4, 8, 8, 8, 4, 4, 2, 2, 8], stateRecords: 2)
  }

  /// Every value of plan and prices of one tariff carries the same number: a mixture would show.
  private static func plan(_ number: Int) -> (TariffPlan, TariffPrices) {
    let rate = UInt8(1 + number % 4)
    var table = SwitchingTable(constantRate: rate)
    for slot in 0..<48 { table.days[0][slot] = rate }
    var prices = TariffPrices()
    for index in 0..<48 { prices.timeOfUse[index] = Int32(number) }
    prices.standingCharge = Int32(number)
    return (TariffPlan(table: table), prices)
  }

  private func run(_ geometry: NonVolatileGeometry) throws -> Run {
    let medium = EmulatedMedium(geometry)
    medium.isRecording = true
    var configuration = TwinFixture.configuration()
    configuration.commitNanoseconds = 3_600_000_000_000
    var rig = try TwinRig(
      EmulatedMemory(medium), clock: VirtualClock(utcSeconds: TwinFixture.start + 21 * 3600),
      configuration: configuration,
      sizes: Self.sizes)
    rig.meter.assign(Self.party, to: .secondaryExportSupplier, at: rig.now)
    var marks: [Mark] = []
    for step in 0..<26 {
      rig.pass(seconds: 1800, observing: step % 5 == 0)
      rig.book(.primaryActiveImport, 400_000_000 + Int64(step) * 1_234_567)
      rig.book(.secondaryActiveExport, 700_000_000 + Int64(step) * 7_654_321)
      rig.book(.secondaryActiveImport, 90_000_001)
      if step % 7 == 3 {
        let (plan, prices) = Self.plan(step)
        let instant = Instant(seconds: rig.meter.state.lastInstant!.seconds + (step % 2 == 0 ? 0 : 5400))
        try rig.meter.setTariff(
          .secondaryExport, plan: plan, prices: prices, activation: .at(instant), at: rig.now)
      }
      if step % 9 == 4 {
        let decision = rig.meter.authorise(
          .readSecondaryExportRegisters, from: Self.party, counter: UInt64(step), isSigned: false)
        #expect(decision.isGranted)
      }
      if step % 6 == 5 { rig.meter.commit() }
      marks.append(
        Mark(
          operations: medium.operationCount,
          prices: [rig.meter.prices[2].timeOfUse[0]], rates: [rig.meter.state.rates[2]],
          registers: rig.truth, counter: rig.meter.state.parties.entries[3].counter,
          rows: rig.meter.ids(.importProfile).upperBound,
          dailyReads: rig.meter.ids(.dailyRead).upperBound))
    }
    var run = Run(journal: medium.journal, marks: marks, importRows: [:], dailyReads: [:])
    for id in rig.meter.ids(.importProfile) { run.importRows[id] = try rig.meter.importProfile(id) }
    for id in rig.meter.ids(.dailyRead) { run.dailyReads[id] = try rig.meter.dailyRead(id) }
    return run
  }

  @Test(
    "Cut at every write: nothing acknowledged is lost, no row is lost or doubled, a tariff is old or new, never mixed",
    arguments: ["flash", "file"])
  func everyCut(kind: String) throws {
    var geometry = TwinFixture.flash
    geometry.isOverwritable = kind == "file"
    geometry.sizeBytes = RecordLayout(Self.sizes.plan, geometry: geometry).byteCount
    let run = try run(geometry)
    var range = 0..<run.journal.operations.count
    var modes = SupplyCut.Mode.allCases
    var seeds: ClosedRange<UInt64> = 1...1
    if let replay = Self.replay {
      // twin-<kind>-<mode>-<operation>-<seed>
      let parts = replay.split(separator: "-").map(String.init)
      guard parts.count == 5, parts[0] == "twin", parts[1] == kind, let number = Int(parts[3]),
        let mode = SupplyCut.Mode(rawValue: parts[2]), let seed = UInt64(parts[4])
      else { return }
      range = number..<number + 1
      modes = [mode]
      seeds = seed...seed
    }
    var cuts = 0
    try run.journal.forEachCut(in: range, modes: modes, seeds: seeds) { cut, medium in
      cuts += 1
      let id: Comment = "twin-\(kind)-\(cut.mode.rawValue)-\(cut.operation)-\(cut.seed)"
      let before = run.marks.last { $0.operations <= cut.operation }
      let after = run.marks.first { $0.operations > cut.operation } ?? run.marks[run.marks.count - 1]
      try check(medium, id: id, before: before, after: after, run: run)
    }
    #expect(cuts >= 1)
    if Self.replay == nil { #expect(run.journal.operations.count > 200, "the run writes less than expected") }
  }

  private func check(_ medium: EmulatedMedium, id: Comment, before: Mark?, after: Mark, run: Run) throws {
    let meter = try TwinRig<EmulatedMemory>.Meter(
      TwinFixture.configuration(), memory: EmulatedMemory(medium), sizes: Self.sizes,
      format: .whenNothingValid)
    var restored = consume meter
    let state = restored.state
    // Registers: never less than the last acknowledged commit's hour, never more than the truth; sums hold.
    for register in TwinRegister.allCases {
      let energy = state.registers.energy(register).microwattHours
      #expect(energy <= after.registers[Int(register.rawValue)], id)
    }
    for account in TariffAccount.allCases {
      #expect(state.tariff.sum(account) == state.registers[account.register], id)
    }
    // A counter that was answered is never accepted again.
    #expect(state.parties.entries[3].counter >= before?.counter ?? 0, id)
    // The tariff: plan and prices of one number.
    let number = restored.prices[2].timeOfUse[0]
    for index in 0..<48 { #expect(restored.prices[2].timeOfUse[index] == number, id) }
    #expect(restored.prices[2].standingCharge == number, id)
    if number != 0 { #expect(restored.plans[2].table.days[0][17] == UInt8(1 + number % 4), id) }
    if let passive = try restored.passivePlan(.secondaryExport) {
      let waiting = try restored.passivePrices(.secondaryExport)
      #expect(waiting != nil, id)
      #expect(passive.table.days[0][17] == UInt8(1 + (waiting?.standingCharge ?? 0) % 4), id)
    }
    let known = [before?.prices[0] ?? 0, after.prices[0]]
    #expect(known.contains(number), id)
    // Rows: all that were closed before are there, once, unchanged.
    let ids = restored.ids(.importProfile)
    #expect(ids.upperBound >= before?.rows ?? 0, id)
    var starts = Set<UInt32>()
    for row in ids {
      guard let found = try restored.importProfile(row) else { continue }
      #expect(starts.insert(found.startSeconds).inserted, id)
    }
    var expected = Set(run.importRows.filter { $0.key < (before?.rows ?? 0) && ids.contains($0.key) }.map { $0.value.startSeconds })
    expected.subtract(starts)
    #expect(expected.isEmpty, id)
    var days = Set<UInt32>()
    for row in restored.ids(.dailyRead) {
      guard let found = try restored.dailyRead(row) else { continue }
      #expect(days.insert(found.seconds).inserted, id)
      #expect(found.tariff.sum(.secondaryExport) == found[.secondaryActiveExport], id)
    }
    for row in run.dailyReads where row.key < (before?.dailyReads ?? 0) {
      #expect(days.contains(row.value.seconds), id)
    }
    // And it goes on.
    let tick = Tick(nanoseconds: 10_000_000_000)
    let reading = WallClockReading(
      utcNanoseconds: (TwinFixture.start + 60 * 3600) * 1_000_000_000, isSynchronised: true)
    restored.begin(at: tick, reading: reading, cause: .supplyRestored, boot: .unknown)
    let was = restored.state.registers[.secondaryActiveExport]
    restored.book(
      element: .secondary, quantity: .activeExport, energy: Energy(microwattHours: 5_000_000), at: tick)
    restored.advance(to: tick.advanced(byNanoseconds: 1_900_000_000_000))
    #expect(restored.state.registers[.secondaryActiveExport] == was + 5, id)
    #expect(restored.storageFailure == nil, id)
    let newest = restored.ids(.importProfile)
    #expect(newest.upperBound > ids.upperBound, id)
  }
}
