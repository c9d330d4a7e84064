import Foundation
import MeterCore
import Settlement
import Synchronization
import Testing

@testable import Bench

/// A charge point in virtual time: the bench's own waiting moves its clock.
private final class VirtualChargePoint: LiveChargePoint {
  struct State {
    /// Milliseconds UTC.
    var now: Int64 = 1_767_607_873_000  // 2026-01-05T10:11:13Z
    var watts: Int64 = 0
    var microwattHours: Int64 = 12_345_678_901
    var readings: [Transmission] = []
    var events: [LiveEvent] = []
  }

  let state = Mutex(State())
  let load: Int64
  let standby: Int64
  /// Percent of the energy that the register counts.
  let percent: Int64
  let refusesStart: Bool
  /// Seconds in which nothing is sent, from the start of a session on.
  let isSilent: Bool
  let wobble: Int64

  init(
    load: Int64 = 7_000, standby: Int64 = 6, percent: Int64 = 100, refusesStart: Bool = false,
    isSilent: Bool = false, wobble: Int64 = 0
  ) {
    (self.load, self.standby, self.percent) = (load, standby, percent)
    (self.refusesStart, self.isSilent, self.wobble) = (refusesStart, isSilent, wobble)
    state.withLock { $0.watts = standby }
  }

  var name: String { "virtual" }

  func readings(from first: Int) -> [Transmission] { state.withLock { Array($0.readings.dropFirst(first)) } }
  func events(from first: Int) -> [LiveEvent] { state.withLock { Array($0.events.dropFirst(first)) } }
  func frames(from first: Int) -> [String] { [] }

  private func send(_ state: inout State, _ context: ReadingContext) {
    state.readings.append(
      Transmission(
        deliveredAt: state.now, chargePoint: "CP1", connector: 1, frame: "",
        reading: RegisterReading(
          instant: Instant(nanoseconds: state.now * 1_000_000),
          register: Energy(microwattHours: state.microwattHours), context: context)))
  }

  /// Lives for so many seconds: periodic readings in a session, and on the quarter hours.
  func live(seconds: Int64) {
    state.withLock { state in
      for _ in 0..<seconds {
        state.now += 1000
        let extra = wobble * (state.now / 600_000 % 2 == 0 ? 1 : -1)
        let watts = state.watts > standby ? state.watts + extra : state.watts
        state.microwattHours += watts * percent * 1_000_000 / 100 / 3600
        let isCharging = state.watts > standby
        if isSilent, isCharging { continue }
        if state.now / 1000 % 900 == 0 { send(&state, .clockAligned) }
        if isCharging, state.now / 1000 % 60 == 7 { send(&state, .periodic) }
      }
    }
  }

  func start() -> LiveConfirmation {
    if refusesStart { return LiveConfirmation(isConfirmed: false, words: "declined: Rejected") }
    state.withLock {
      $0.events.append(LiveEvent(kind: "transaction_started", line: "{}"))
      send(&$0, .transactionBegin)
      $0.watts = load
    }
    return LiveConfirmation(isConfirmed: true, words: "confirmed")
  }

  func stop() -> LiveConfirmation {
    state.withLock {
      $0.events.append(LiveEvent(kind: "transaction_ended", line: "{}"))
      send(&$0, .transactionEnd)
      $0.watts = standby
    }
    return LiveConfirmation(isConfirmed: true, words: "confirmed")
  }

  func read() -> LiveConfirmation {
    state.withLock { send(&$0, .triggered) }
    return LiveConfirmation(isConfirmed: true, words: "confirmed")
  }
}

@Suite struct LiveBenchTests {
  private static func run(
    _ point: VirtualChargePoint, _ ids: [String], watts: Int64? = nil, policy: CMSPolicy = CMSPolicy()
  ) async -> EvidencePack {
    let timing = LiveTiming(
      monotonicNanoseconds: { point.state.withLock { $0.now } * 1_000_000 },
      sleep: { _ in point.live(seconds: 5) })
    let entry = MeterIDRegister.Entry(
      meterID: "VM1", chargePoint: "CP1", connector: 1, unitReference: "CMSUNIT00001", subMeter: "evcp001",
      mpan: MPAN(firstTwelve: 220_000_000_001)!)
    let bench = LiveCMSBench(policy: policy, device: point, entry: entry, timing: timing, watts: watts)
    return await bench.run(
      ScenarioPack.scenarios(ids)!, mode: .initial, tester: "T", witness: "", startedAt: 1_767_607_873,
      version: "test"
    ).pack
  }

  @Test("A good charge point passes every scenario that it can play; the others say why not")
  func good() async {
    let pack = await Self.run(VirtualChargePoint(), [], watts: 7_000)
    #expect(pack.cases.map(\.id) == ["S1", "S6", "S7", "S16"])
    for test in pack.cases {
      for check in test.checks { #expect(check.isPassed, "\(test.id): \(check)") }
      #expect(test.checks.count >= 5)
    }
    let notRun = pack.settings.filter { $0[0].hasSuffix(" not run") }.map { $0[0] }
    #expect(notRun.count == 12 && notRun.count + pack.cases.count == ScenarioPack.all.count)
  }

  @Test("Every scenario of the pack can be played or has a reason")
  func partition() {
    for scenario in ScenarioPack.all {
      let isPlayed = LiveCMSBench.playable.contains(scenario.id)
      #expect(isPlayed == (LiveCMSBench.reasonNotPlayed(scenario.id) == nil), "\(scenario.id)")
    }
  }

  @Test("A register that counts wrong, a refused start, silence, an unsteady load: each fails")
  func bad() async {
    func failed(_ point: VirtualChargePoint, watts: Int64? = 7_000) async -> [String] {
      await Self.run(point, ["S1"], watts: watts).cases[0].checks.filter { !$0.isPassed }.map(\.name)
    }
    #expect(
      await failed(VirtualChargePoint(percent: 95)) == [
        "VM1: energy of the first hour", "VM1: energy of the session",
      ])
    // Without a named load nothing can be said about that.
    #expect(await failed(VirtualChargePoint(percent: 95), watts: nil) == [])
    #expect(
      await failed(VirtualChargePoint(refusesStart: true)) == [
        "remote start 1 confirmed by the charge point", "the scenario was played to its end",
      ])
    #expect(
      await failed(VirtualChargePoint(wobble: 1_000)).contains {
        $0.hasPrefix("VM1: steady load")
      })
    // One that is not heard by itself is asked; its half hours keep what was read.
    #expect(await failed(VirtualChargePoint(isSilent: true)) == [])
    var policy = CMSPolicy()
    policy.greatestGap.value = 60
    let quiet = await Self.run(VirtualChargePoint(isSilent: true), ["S1"], watts: 7_000, policy: policy)
    #expect(quiet.cases[0].checks.contains { !$0.isPassed && $0.name == "VM1: whole half hours actual" })
  }

  @Test("A session of an idle test fails it; no energy where there is none")
  func idle() async {
    let pack = await Self.run(VirtualChargePoint(standby: 0), ["S16"])
    #expect(pack.cases[0].isPassed)
    #expect(pack.cases[0].steps.contains("Standing load: 0 Wh in one hour"))
  }
}
