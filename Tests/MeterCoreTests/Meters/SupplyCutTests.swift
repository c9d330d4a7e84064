import Foundation
import HAL
import MockHAL
import Testing

@testable import MeterCore

/// A scripted day on an emulated medium, with the supply cut at every single operation.
@Suite struct SupplyCutTests {
  /// What is known after each step of the script.
  private struct Mark {
    var operations: Int
    var acknowledged: [Int64]
    var truth: [Int64]
    var closedRows: Int
  }

  private struct Day {
    var journal: MediumJournal
    var marks: [Mark]
    var rows: [ProfileRow<2>]
  }

  /// A day of half hours: pulses on both channels, a clock step, a reset, ring wraps on the state region.
  private func day(_ geometry: NonVolatileGeometry) throws -> Day {
    let medium = EmulatedMedium(geometry)
    medium.isRecording = true
    var rig = try MeterRig(medium, configuration: MeterRig.configuration(commitSeconds: 300))
    var marks: [Mark] = []
    var acknowledged: [Int64] = [0, 0]
    func isCommitted(_ rig: borrowing MeterRig) -> Bool { rig.meter.pulsesSinceCommit == 0 }
    var random = SeededRandom(seed: 11)
    for step in 0..<288 {
      for _ in 0..<Int(random.next() % 4) { rig.pulse(0) }
      for _ in 0..<Int(random.next() % 3) { rig.pulse(1) }
      if step == 100 { rig.clock.stepWall(byNanoseconds: 700_000_000_000) }
      if step == 200 { rig.clock.stepWall(byNanoseconds: -2_500_000_000_000) }
      rig.pass(seconds: 300, step: 150)
      if isCommitted(rig) { acknowledged = rig.registers }
      marks.append(
        Mark(
          operations: medium.operationCount, acknowledged: acknowledged, truth: rig.trueRegisters,
          closedRows: Int(rig.meter.rowIDs.upperBound)))
    }
    #expect(rig.registers == rig.trueRegisters)
    return Day(journal: medium.journal, marks: marks, rows: try rig.rows())
  }

  private static let replay = ProcessInfo.processInfo.environment["SWIFT_METER_REPLAY"]

  @Test(
    "Cut at every write of a day: registers within [acknowledged, true], never 0, at most one row lost",
    arguments: ["flash", "file"])
  func everyCut(kind: String) throws {
    let geometry = kind == "flash" ? MeterRig.flash : MeterRig.file
    let day = try day(geometry)
    var range = 0..<day.journal.operations.count
    var modes = SupplyCut.Mode.allCases
    var seeds: ClosedRange<UInt64> = 1...3
    if let replay = Self.replay {
      // cut-<kind>-<mode>-<operation>-<seed>
      let parts = replay.split(separator: "-").map(String.init)
      guard parts.count == 5, parts[0] == "cut", parts[1] == kind, let number = Int(parts[3]),
        let mode = SupplyCut.Mode(rawValue: parts[2]), let seed = UInt64(parts[4])
      else { return }
      range = number..<number + 1
      modes = [mode]
      seeds = seed...seed
    }
    var cuts = 0
    try day.journal.forEachCut(in: range, modes: modes, seeds: seeds) { cut, medium in
      cuts += 1
      let id: Comment = "cut-\(kind)-\(cut.mode.rawValue)-\(cut.operation)-\(cut.seed)"
      let before = day.marks.last { $0.operations <= cut.operation }
      let after = day.marks.first { $0.operations > cut.operation } ?? day.marks[day.marks.count - 1]
      try check(medium, id: id, before: before, after: after, reference: day.rows)
    }
    #expect(cuts >= 1)
    if Self.replay == nil { #expect(day.journal.operations.count > 500, "the day writes less than expected") }
  }

  private func check(
    _ medium: EmulatedMedium, id: Comment, before: Mark?, after: Mark, reference: [ProfileRow<2>]
  ) throws {
    let clock = VirtualClock(utcSeconds: MeterRig.start + 40 * 3600)
    var rig = try MeterRig(medium, clock: clock)
    let registers = rig.registers
    for channel in 0..<2 {
      let least = before?.acknowledged[channel] ?? 0
      #expect(registers[channel] >= least, id)
      #expect(registers[channel] <= after.truth[channel], id)
    }
    // Rows that were closed before are there, but for one damaged at most, and none differs.
    var found: [UInt32: ProfileRow<2>] = [:]
    for row in try rig.rows() { found[row.id] = row }
    var lost = 0
    for row in reference where Int(row.id) < (before?.closedRows ?? 0) {
      guard let stored = found[row.id] else {
        lost += 1
        continue
      }
      #expect(stored.periodStartSeconds == row.periodStartSeconds, id)
      #expect(stored.flags == row.flags, id)
      for channel in 0..<2 { #expect(stored.values[channel] == row.values[channel], id) }
    }
    #expect(lost <= 1, id)
    // And it goes on: the energy of everything since is in the rows to come, exactly once.
    let ids = rig.meter.rowIDs
    rig.pulse(0)
    rig.pulse(1)
    rig.pass(seconds: 3600, step: 600)
    #expect(rig.registers[0] == registers[0] + 1_000_000, id)
    #expect(rig.meter.rowIDs.upperBound > ids.upperBound, id)
    #expect(rig.meter.storageFailure == nil, id)
    let rows = try rig.rows()
    #expect(rows.last?.values[0].register.microwattHours == rig.registers[0], id)
    #expect(Set(rows.map(\.id)).count == rows.count, id)
  }
}
