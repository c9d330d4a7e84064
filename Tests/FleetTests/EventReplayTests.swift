import MeterCore
import Settlement
import Testing

@testable import Fleet

/// Properties of random event logs: what a bad connection does to them changes no half hour, nothing is invented, no
/// gap goes unsaid. A failure names its seed.
@Suite struct EventReplayTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let start: Int64 = 1_767_571_200_000
  private static let unit = "CMSUNIT00001"
  private static let register: MeterIDRegister = {
    var register = MeterIDRegister()
    try? register.add(
      .init(
        meterID: "VM1", chargePoint: "CP1", connector: 1, unitReference: unit, subMeter: "evcp001",
        mpan: MPAN("2278686232789")!))
    return register
  }()

  /// A day of readings of a register that never falls, from the first to the last half hour's end.
  private static func clean(_ random: inout Random) -> [MeterLogEvent] {
    var events: [MeterLogEvent] = []
    var now = start
    var value = Int64.random(in: 5_000_000_000...5_000_000_000_000, using: &random)
    var watts: Int64 = 0
    while now <= start + 86_400_000 {
      events.append(event(now, value))
      if Int.random(in: 0..<8, using: &random) == 0 {
        watts = Int.random(in: 0..<3, using: &random) == 0 ? 0 : Int64.random(in: 1...22_000, using: &random)
      }
      let longest: Int64 = Int.random(in: 0..<25, using: &random) == 0 ? 7_200_000 : 400_000
      let step = Int64.random(in: 1_000...longest, using: &random)
      value += watts * step / 3600 * 1000
      now += step
    }
    events.append(event(now, value))
    return events
  }

  private static func event(_ milliseconds: Int64, _ value: Int64, _ information: String = "")
    -> MeterLogEvent
  {
    MeterLogEvent(
      unitReference: unit, milliseconds: milliseconds, kind: .register, value: value, context: "periodic",
      information: information)
  }

  private static func newest(_ events: [MeterLogEvent]) -> [Int64: UnitHalfHour] {
    var newest: [Int64: UnitHalfHour] = [:]
    for value in EventReplay(events, register: register, policy: CMSPolicy()).halfHours {
      if let old = newest[value.startSeconds], old.revision > value.revision { continue }
      newest[value.startSeconds] = value
    }
    return newest
  }

  private static func values(_ halfHours: [Int64: UnitHalfHour]) -> [Int64: String] {
    halfHours.mapValues { "\($0.wattHours) \($0.isActual ? "A" : "E")" }
  }

  @Test(
    "Twice, out of order, with impossible values and strangers between: the same half hours",
    arguments: 0..<80)
  func disturbed(seed: Int) {
    var random = Random(state: UInt64(seed))
    let clean = Self.clean(&random)
    var events: [MeterLogEvent] = []
    for (index, event) in clean.enumerated() {
      // The first and the last are needed to begin and to end; in between values come that cannot be.
      if index > 0, index + 1 < clean.count, Int.random(in: 0..<15, using: &random) == 0 {
        var wrong = event
        wrong.milliseconds -= 1
        wrong.value = Bool.random(using: &random) ? event.value + 1_000_000_000_000 : event.value / 2
        if wrong.milliseconds > clean[index - 1].milliseconds { events.append(wrong) }
      }
      events.append(event)
      if Int.random(in: 0..<6, using: &random) == 0 { events.append(event) }
      if Int.random(in: 0..<10, using: &random) == 0 {
        var stranger = event
        stranger.unitReference = "CMSUNIT99999"
        stranger.value += 7_000_000_000
        events.append(stranger)
      }
    }
    #expect(Self.values(Self.newest(events)) == Self.values(Self.newest(clean)), "seed \(seed)")
    // Late ones, without impossible values: those are judged by what came before them.
    var late = clean
    for index in stride(from: 2, to: late.count - 8, by: 5) where Bool.random(using: &random) {
      late.insert(late.remove(at: index), at: index + Int.random(in: 1...5, using: &random))
    }
    #expect(Self.values(Self.newest(late)) == Self.values(Self.newest(clean)), "seed \(seed), late")
  }

  @Test("The sum is the register's advance; every gap is an estimate, and every doubt", arguments: 0..<80)
  func honest(seed: Int) {
    var random = Random(state: UInt64(seed) &+ 1_000_000)
    var events = Self.clean(&random)
    // Doubts about some.
    var doubted: Set<Int> = []
    for index in events.indices where Int.random(in: 0..<20, using: &random) == 0 {
      events[index].information = ["U", "E", "D"].randomElement(using: &random)!
      doubted.insert(index)
    }
    let found = Self.newest(events)
    var sum: Int64 = 0
    func value(_ boundary: Int64) -> (microwattHours: Int64, isSure: Bool) {
      let after = events.firstIndex { $0.milliseconds >= boundary }!
      if events[after].milliseconds == boundary {
        return (events[after].value, !doubted.contains(after))
      }
      let (a, b) = (events[after - 1], events[after])
      let gap = b.milliseconds - a.milliseconds
      let part = Int128(b.value - a.value) * Int128(boundary - a.milliseconds) / Int128(gap)
      return (
        a.value + Int64(part),
        gap <= 1_800_000 && !doubted.contains(after) && !doubted.contains(after - 1)
      )
    }
    for period in 0..<48 as Range<Int64> {
      let begin = Self.start + period * 1_800_000
      guard let halfHour = found[begin / 1000] else {
        Issue.record("seed \(seed): half hour \(period + 1) is missing")
        continue
      }
      let (a, b) = (value(begin), value(begin + 1_800_000))
      #expect(
        halfHour.wattHours == b.microwattHours / 1_000_000 - a.microwattHours / 1_000_000,
        "seed \(seed), half hour \(period + 1)")
      #expect(halfHour.isActual == (a.isSure && b.isSure), "seed \(seed), half hour \(period + 1)")
      sum += halfHour.wattHours
    }
    let advance = value(Self.start + 86_400_000).microwattHours / 1_000_000 - events[0].value / 1_000_000
    #expect(sum == advance, "seed \(seed)")
  }

  @Test(
    "A register that is lost and begins again: estimated, and no more than it can have counted",
    arguments: 0..<40)
  func reset(seed: Int) {
    var random = Random(state: UInt64(seed) &+ 2_000_000)
    var events = Self.clean(&random)
    let at = Int.random(in: 3..<(events.count - 3), using: &random)
    let base = events[at].value
    for index in at..<events.count { events[index].value -= base }
    let found = Self.newest(events)
    let total = found.values.filter { $0.startSeconds < Self.start / 1000 + 86_400 }.reduce(0) {
      $0 + $1.wattHours
    }
    let counted = (events[at - 1].value - events[0].value + events[events.count - 1].value) / 1_000_000
    #expect(total <= counted + 1, "seed \(seed): \(total) Wh of \(counted)")
    let period = (events[at].milliseconds - Self.start) / 1_800_000
    if let halfHour = found[Self.start / 1000 + period * 1800] {
      #expect(!halfHour.isActual, "seed \(seed): the half hour of the reset is not estimated")
    }
  }
}
