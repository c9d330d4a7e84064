import Foundation
import HAL
import MockHAL
import Testing

@testable import MeterCore

/// One row of the filter's truth table: what a stretch of constant level does.
struct FilterRow: Sendable {
  var filtered: Bool
  var raw: Bool
  var integrator: Int64
  var stretch: Int64
  var outcome: String
  var filteredAfter: Bool
  var integratorAfter: Int64

  /// The truth table of docs/pulse-filter.md (threshold 10 ms, times in ms).
  static func documented() throws -> [FilterRow] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/pulse-filter.md")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return lines.compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 7, let integrator = Int64(cells[2]), let stretch = Int64(cells[3]),
        let after = Int64(cells[6])
      else { return nil }
      return FilterRow(
        filtered: cells[0] == "active", raw: cells[1] == "active", integrator: integrator, stretch: stretch,
        outcome: cells[4], filteredAfter: cells[5] == "active", integratorAfter: after)
    }
  }
}

@Suite struct PulseFilterTests {
  @Test("The truth table in docs/pulse-filter.md is what the filter does")
  func truthTable() throws {
    let rows = try FilterRow.documented()
    #expect(rows.count >= 16, "the table is missing from the document")
    for row in rows {
      var filter = PulseFilter(
        thresholdNanoseconds: 10_000_000, isActive: row.filtered, isRawActive: row.raw,
        integrator: row.integrator * 1_000_000, lastTick: Tick(nanoseconds: 0),
        runStart: Tick(nanoseconds: -1))
      let outcome = filter.settle(to: Tick(nanoseconds: row.stretch * 1_000_000))
      let name =
        switch outcome {
        case .none: "nothing"
        case .activated: "activated"
        case .deactivated: "deactivated"
        case .rejected: "rejected"
        }
      #expect(name == row.outcome, "\(row)")
      #expect(filter.isActive == row.filteredAfter, "\(row)")
      #expect(filter.integrator == row.integratorAfter * 1_000_000, "\(row)")
    }
  }

  @Test("4000 pulses of every surveyed line: no count error", arguments: NoiseCase.survey)
  func survey(noise: NoiseCase) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var channel = PulseChannel(
        PulseChannelConfiguration(
          quantity: .activeImport, element: 1,
          pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!))
      channel.start(isActive: false, at: Tick(nanoseconds: 0))
      var counted = 0
      let edges = noise.edges(pulses: 4000, seed: seed)
      for edge in edges where channel.take(edge).pulse != nil { counted += 1 }
      let end = Tick(nanoseconds: edges.last!.tickNanoseconds + 1_000_000_000)
      if channel.settle(to: end).pulse != nil { counted += 1 }
      #expect(counted == 4000, "\(noise.name), seed \(seed)")
      #expect(channel.counters.lostEdges == 0 && channel.counters.mergedEdges == 0)
      if noise.spikesPerSecond > 0 { #expect(channel.counters.rejected > 0) }
    }
  }

  @Test("A pulse is dated at the first edge of its run, not when it is confirmed")
  func stamp() {
    var filter = PulseFilter(
      thresholdNanoseconds: 10_000_000, startsActive: false, at: Tick(nanoseconds: 0))
    #expect(filter.edge(isActive: true, at: Tick(nanoseconds: 50_000_000)) == .none)
    #expect(
      filter.settle(to: Tick(nanoseconds: 70_000_000)) == .activated(at: Tick(nanoseconds: 50_000_000)))
    #expect(filter.edge(isActive: false, at: Tick(nanoseconds: 90_000_000)) == .none)
    #expect(
      filter.settle(to: Tick(nanoseconds: 120_000_000)) == .deactivated(at: Tick(nanoseconds: 90_000_000)))
  }

  @Test("A line that starts active is latched: its fall is no pulse, the next rise is")
  func startUp() {
    var channel = PulseChannel(
      PulseChannelConfiguration(
        quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!))
    channel.start(isActive: true, at: Tick(nanoseconds: 0))
    func take(_ active: Bool, _ milliseconds: Int64) -> Bool {
      channel.take(LineEdge(channel: 0, isActive: active, tickNanoseconds: milliseconds * 1_000_000)).pulse
        != nil
    }
    #expect(!take(false, 20))
    #expect(!take(true, 100))
    #expect(take(false, 140))
    #expect(channel.counters.suspect == 0, "the width of a pulse that was not seen whole is not judged")
  }

  @Test("Merged interrupts and lost edges are counted, not guessed")
  func uncertainty() {
    var channel = PulseChannel(
      PulseChannelConfiguration(
        quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!))
    channel.start(isActive: false, at: Tick(nanoseconds: 0))
    func take(_ active: Bool, _ milliseconds: Int64, _ sequence: UInt32) -> PulseEvent {
      channel.take(
        LineEdge(
          channel: 0, isActive: active, tickNanoseconds: milliseconds * 1_000_000, sequence: sequence))
    }
    _ = take(true, 10, 1)
    #expect(take(true, 50, 2).isUncertain)
    #expect(take(false, 60, 7).lostEdges == 4)
    #expect(channel.counters.mergedEdges == 1 && channel.counters.lostEdges == 4)
  }

  @Test("Pulses too short, too long or too fast are counted and marked suspect")
  func suspect() {
    var rules = PulseRules.pulseOutput
    rules.shortestIntervalNanoseconds = 100_000_000
    var channel = PulseChannel(
      PulseChannelConfiguration(
        quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!,
        rules: rules))
    channel.start(isActive: false, at: Tick(nanoseconds: 0))
    var pulses = 0
    func pulse(_ from: Int64, _ to: Int64) {
      for (active, time) in [(true, from), (false, to)] {
        let event = channel.take(
          LineEdge(channel: 0, isActive: active, tickNanoseconds: time * 1_000_000))
        if let tick = event.pulse {
          pulses += 1
          channel.book(at: tick, isAhead: false)
        }
      }
    }
    pulse(1000, 1015)
    pulse(2000, 5000)
    pulse(6000, 6040)
    pulse(6060, 6100)
    pulse(8000, 8040)
    #expect(pulses == 5)
    #expect(channel.counters.suspect == 3)
  }
}
