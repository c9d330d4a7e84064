import MockHAL
import Testing

@testable import MeterCore

/// A virtual meter against what can be said without knowing how it works; exact values: Tests/Readings (Python).
@Suite struct VirtualMeterTests {
  private typealias Meter = VirtualMeter<64, 96>
  private static let day: Int64 = 1_767_571_200  // 2026-01-05T00:00:00Z

  private static func reading(_ second: Int64, _ wattHours: Int64, _ quality: ReadingQuality = [])
    -> RegisterReading
  {
    RegisterReading(
      instant: Instant(seconds: day + second), register: Energy(microwattHours: wattHours * 1_000_000),
      quality: quality)
  }

  /// The newest revision of every period.
  private struct Periods {
    var byStart: [UInt32: VirtualPeriod] = [:]
    mutating func take(_ period: VirtualPeriod) {
      #expect(period.revision == (byStart[period.startSeconds]?.revision ?? 0) + 1)
      byStart[period.startSeconds] = period
    }
    var ordered: [VirtualPeriod] { byStart.values.sorted { $0.startSeconds < $1.startSeconds } }
    var wattHours: [Int64] { ordered.map(\.wattHours) }
    var revisions: [UInt8] { ordered.map(\.revision) }
    var indicators: String { String(ordered.map { $0.isActual ? "A" : "E" }) }
  }

  private func run(
    _ readings: [RegisterReading], rules: VirtualMeterRules = VirtualMeterRules()
  ) -> (periods: Periods, outcomes: [ReadingOutcome], meter: VirtualMeter<64, 96>) {
    var meter = Meter(rules: rules)
    var periods = Periods()
    let outcomes = readings.map { reading in meter.take(reading) { periods.take($0) } }
    return (periods, outcomes, meter)
  }

  @Test(
    "Sum of whole Wh is the advance of the register, whatever the readings' times",
    arguments: 1...40 as ClosedRange<UInt64>)
  func sums(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var time: Int64 = 0
    var micro: Int64 = Int64.random(in: 0...5_000_000_000, using: &random)
    var meter = Meter()
    var periods = Periods()
    for _ in 0..<400 {
      let reading = RegisterReading(
        instant: Instant(nanoseconds: (Self.day * 1000 + time) * 1_000_000),
        register: Energy(microwattHours: micro))
      let outcome = meter.take(reading) { periods.take($0) }
      #expect(outcome == .booked, "seed \(seed)")
      let elapsed = Int64.random(in: 1...900_000, using: &random)
      time += elapsed
      micro += Int64.random(in: 0...elapsed * 12_000, using: &random)
    }
    let ordered = periods.ordered
    for (a, b) in zip(ordered, ordered.dropFirst()) {
      #expect(a.startSeconds + 1800 == b.startSeconds)
      #expect(a.register + b.energy == b.register)
    }
    let first = ordered[0].register - ordered[0].energy
    let advance = ordered.last!.register.microwattHours / 1_000_000 - first.microwattHours / 1_000_000
    #expect(periods.wattHours.reduce(0, +) == advance, "seed \(seed)")
  }

  @Test("A reading at a period's end closes it; A when readings are near, E over a gap")
  func quality() {
    let (periods, _, _) = run([
      Self.reading(0, 0), Self.reading(900, 500), Self.reading(1800, 1000), Self.reading(1800 * 4, 4000),
      Self.reading(1800 * 5, 4100),
    ])
    #expect(periods.wattHours == [1000, 1000, 1000, 1000, 100])
    #expect(periods.indicators == "AEEEA")
  }

  @Test("Late readings revise the periods they change, and only those")
  func late() {
    let (periods, outcomes, _) = run([
      Self.reading(0, 0), Self.reading(1800, 1000), Self.reading(7200, 7000), Self.reading(9000, 8000),
      Self.reading(3600, 1000, .replayed), Self.reading(5400, 7000, .replayed),
    ])
    #expect(outcomes.suffix(2) == [.bookedLate, .bookedLate])
    #expect(periods.wattHours == [1000, 0, 6000, 0, 1000])
    #expect(periods.indicators == "AAAAA")
    #expect(periods.revisions == [1, 2, 3, 3, 1])
    #expect(periods.ordered[1].flags == .recovered)
  }

  @Test("Duplicates change nothing, another value for the same instant is refused")
  func duplicates() {
    let (periods, outcomes, meter) = run([
      Self.reading(0, 0), Self.reading(1800, 1000), Self.reading(1800, 1000), Self.reading(0, 0),
      Self.reading(1800, 1001), Self.reading(900, 1001), Self.reading(900, 400), Self.reading(3600, 2000),
    ])
    #expect(
      outcomes == [
        .booked, .booked, .duplicate, .duplicate, .contradictory, .contradictory, .bookedLate, .booked,
      ])
    #expect(periods.wattHours == [1000, 1000])
    #expect(meter.register == Energy(microwattHours: 2_000_000_000))
  }

  @Test("A register that falls is a reset once the next reading confirms it; a glitch is dropped")
  func reset() {
    let (periods, outcomes, meter) = run([
      Self.reading(0, 5000), Self.reading(600, 5100), Self.reading(1200, 50), Self.reading(1800, 150),
      Self.reading(2400, 0), Self.reading(3600, 250),
    ])
    #expect(outcomes == [.booked, .booked, .held, .reset, .held, .booked])
    #expect(periods.wattHours == [250, 100])
    #expect(periods.indicators == "EA")
    #expect(periods.ordered[0].flags == [.estimated, .reset])
    #expect(meter.register == Energy(microwattHours: 5_350_000_000))
  }

  @Test("A register rolls over its top without loss")
  func rollOver() {
    var rules = VirtualMeterRules()
    rules.rollOverAt = Energy(microwattHours: 100_000 * 1_000_000)
    let (periods, outcomes, _) = run(
      [Self.reading(0, 99_000), Self.reading(900, 99_900), Self.reading(1800, 400)], rules: rules)
    #expect(outcomes == [.booked, .booked, .rolledOver])
    #expect(periods.wattHours == [1400])
    #expect(periods.indicators == "A")
  }

  @Test("An announced exchange loses nothing and is marked")
  func exchange() {
    var meter = Meter()
    var periods = Periods()
    meter.take(Self.reading(0, 5000)) { periods.take($0) }
    let outcome = meter.exchange(
      at: Instant(seconds: Self.day + 900), final: Energy(microwattHours: 5_400_000_000),
      initial: Energy(microwattHours: 7_000_000)
    ) { periods.take($0) }
    #expect(outcome == .booked)
    meter.take(Self.reading(1800, 607)) { periods.take($0) }
    #expect(periods.wattHours == [1000])
    #expect(periods.ordered[0].flags == .configurationChanged)
    #expect(periods.ordered[0].isActual)
  }

  @Test("Load events: power until the next event, the rest below 1 µWh carried")
  func load() {
    var rules = VirtualMeterRules(input: .load)
    rules.maximumGapSeconds = 3600
    var meter = Meter(rules: rules)
    var periods = Periods()
    func event(_ second: Int64, _ milliwatts: Int64) -> LoadEvent {
      LoadEvent(instant: Instant(seconds: Self.day + second), power: Power(milliwatts: milliwatts))
    }
    for (second, power) in [(0, 0), (600, 7_000_001), (2400, 0), (3600, 0)] as [(Int64, Int64)] {
      meter.take(event(second, power)) { periods.take($0) }
    }
    // 1200 s and 600 s of 7000.001 W.
    #expect(periods.wattHours == [2333, 1167])
    #expect(meter.register == Energy(microwattHours: 3_500_000_500))
    // A change that comes late lowers what follows.
    let outcome = meter.take(event(1800, 3_500_000)) { periods.take($0) }
    #expect(outcome == .bookedLate)
    #expect(periods.wattHours == [2333, 583])
    #expect(periods.revisions == [1, 2])
  }

  @Test("Pulses are a register: exact for any constant")
  func pulses() {
    let ratio = EnergyRatio(pulses: 12_000, perKilowattHours: 1)!
    let reading = PulseReading(instant: Instant(seconds: Self.day), pulses: 1_000_000_007)
    #expect(reading.registerReading(pulseEnergy: ratio)?.register.microwattHours == 83_333_333_916_666)
  }

  @Test("Nonsense is refused and changes nothing")
  func nonsense() {
    let (_, outcomes, meter) = run([
      Self.reading(0, 100), Self.reading(60, -1), Self.reading(-Self.day - 5, 0),
      Self.reading(60, 90_000_000),
      Self.reading(120, 130),
    ])
    #expect(outcomes == [.booked, .malformed, .malformed, .held, .booked])
    #expect(meter.register == Energy(microwattHours: 130_000_000))
  }

  @Test("Stored and read back, a meter goes on the same", arguments: 1...10 as ClosedRange<UInt64>)
  func coding(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var meter = Meter()
    var bytes = [UInt8](repeating: 0, count: Meter.storedBytes)
    var micro: Int64 = 0
    for step in 0..<300 {
      let late = Int64.random(in: 0...9, using: &random) == 0 ? Int64(20) : 0
      let reading = RegisterReading(
        instant: Instant(seconds: Self.day + (Int64(step) - late) * 311),
        register: Energy(microwattHours: micro))
      micro += Int64.random(in: 0...500_000_000, using: &random)
      var copy = meter
      if step > 0 {
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        meter.encode(into: &raw, at: 0)
        copy = Meter(rules: meter.rules, decoding: raw, at: 0)!
      }
      var a: [VirtualPeriod] = []
      var b: [VirtualPeriod] = []
      #expect(meter.take(reading) { a.append($0) } == copy.take(reading) { b.append($0) })
      #expect(a == b, "seed \(seed), step \(step)")
    }
  }
}
