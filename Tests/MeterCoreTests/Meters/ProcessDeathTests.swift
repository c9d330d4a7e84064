import HAL
import MockHAL
import Testing

@testable import MeterCore

/// A process killed at any point of its turn, with the edges it had read left in the tray.
@Suite struct ProcessDeathTests {
  private static let boot = BootIdentity(high: 1, low: 2)
  private static let batch = 5

  /// Where in its turn the process dies.
  enum Moment: String, CaseIterable {
    case read, halfTaken, taken, staged, recovered, recommitted
  }

  /// Pulses of 40 ms on both lines, in the order of their stamps.
  private static func edges(from tick: Int64) -> [LineEdge] {
    var edges: [LineEdge] = []
    for channel in 0..<2 as Range<UInt8> {
      for number in 0..<60 as Range<Int64> {
        edges.append(
          LineEdge(
            channel: channel, isActive: number % 2 == 0,
            tickNanoseconds: tick + number * 40_000_000 + Int64(channel) * 13_000_000,
            sequence: UInt32(number + 1)))
      }
    }
    return edges.sorted { $0.tickNanoseconds < $1.tickNanoseconds }
  }

  @Test(
    "Nothing is lost and nothing is booked twice, at every batch and every moment", arguments: Moment.allCases
  )
  func nothingLost(moment: Moment) throws {
    var deaths = 0
    var index = 0
    while index < 120 {
      try die(at: index, moment)
      deaths += 1
      index += Self.batch
    }
    #expect(deaths == 24)
  }

  private func die(at death: Int, _ moment: Moment) throws {
    let medium = EmulatedMedium(MeterRig.file)
    let clock = VirtualClock(utcSeconds: MeterRig.start)
    var rig = try MeterRig(medium, clock: clock, boot: Self.boot)
    rig.meter.commit()
    let edges = Self.edges(from: clock.nowNanoseconds() + 1_000_000)
    var next = 0
    while next < death {
      for edge in edges[next..<(next + Self.batch)] { rig.meter.take(edge) }
      next += Self.batch
      rig.meter.advance(to: Tick(nanoseconds: edges[next - 1].tickNanoseconds))
    }
    let tray = edges[next..<(next + Self.batch)]
    if moment != .read {
      for edge in tray.prefix(moment == .halfTaken ? 2 : Self.batch) { rig.meter.take(edge) }
    }
    if moment == .staged { rig.meter.stage() }
    // The process is gone: what it had not staged is lost with it.
    clock.advance(byNanoseconds: tray.last!.tickNanoseconds + 1_000_000 - clock.nowNanoseconds())
    for attempt in 0..<2 {
      var later = try PulseMeter<2, 1024, EmulatedMemory>(
        MeterRig.configuration(), memory: EmulatedMemory(medium), sizes: MeterRig.sizes(), format: .never)
      var taken = 0
      for edge in tray where later.recover(edge, boot: Self.boot) { taken += 1 }
      if attempt == 0 { #expect(taken == (moment == .staged ? 0 : Self.batch), "\(moment) at \(death)") }
      // Killed again before it was committed, or before the tray was emptied.
      if attempt == 0, moment == .recovered { continue }
      later.commit()
      if attempt == 0, moment == .recommitted { continue }
      let goesOn = later.begin(
        at: Tick(nanoseconds: clock.nowNanoseconds()), reading: clock.read(), cause: .supplyRestored,
        boot: Self.boot, isContinuous: true)
      #expect(goesOn)
      for edge in edges[(next + Self.batch)...] { later.take(edge) }
      later.advance(to: Tick(nanoseconds: edges.last!.tickNanoseconds + 1_000_000_000))
      for channel in 0..<2 {
        #expect(later.state.channels[channel].pulses == 30, "\(moment) at \(death)")
        #expect(later.state.channels[channel].counters.edges == 60, "\(moment) at \(death)")
        #expect(later.state.channels[channel].counters.lostEdges == 0, "\(moment) at \(death)")
      }
      return
    }
  }

  private static func mount(_ medium: EmulatedMedium) throws -> PulseMeter<2, 1024, EmulatedMemory> {
    try PulseMeter<2, 1024, EmulatedMemory>(
      MeterRig.configuration(), memory: EmulatedMemory(medium), sizes: MeterRig.sizes(), format: .never)
  }

  @Test("Edges of another boot, of a line that was not running or without a number are not recovered")
  func refused() throws {
    let medium = EmulatedMedium(MeterRig.file)
    var rig = try MeterRig(medium, boot: Self.boot)
    rig.meter.commit()
    var later = try Self.mount(medium)
    let edge = LineEdge(channel: 0, isActive: true, tickNanoseconds: 5, sequence: 1)
    var unnumbered = edge
    unnumbered.sequence = 0
    var stranger = edge
    stranger.channel = 7
    let isOther = later.recover(edge, boot: BootIdentity(high: 1, low: 3))
    let isUnnumbered = later.recover(unnumbered, boot: Self.boot)
    let isStranger = later.recover(stranger, boot: Self.boot)
    let isTaken = later.recover(edge, boot: Self.boot)
    let isTakenTwice = later.recover(edge, boot: Self.boot)
    #expect(!isOther && !isUnnumbered && !isStranger)
    #expect(isTaken && !isTakenTwice, "the same edge is taken once, and once only")
  }

  @Test("A staged state that is torn falls back to the one staged before, not to the last commit")
  func tornStage() throws {
    for seed in 0..<40 as Range<UInt64> {
      let medium = EmulatedMedium(MeterRig.file)
      var rig = try MeterRig(medium, boot: Self.boot)
      rig.meter.commit()
      for _ in 0..<3 { rig.pulse(0) }
      rig.pass(milliseconds: 200)
      rig.meter.stage()
      let staged = rig.registers
      #expect(staged[0] == 3_000_000)
      medium.cut = SupplyCut(operation: medium.operationCount, mode: .torn, seed: seed)
      rig.pulse(0)
      rig.meter.stage()
      medium.restart()
      let later = try Self.mount(medium)
      #expect(later.state.channels[0].register.energy.microwattHours >= staged[0], "seed \(seed)")
    }
  }
}
