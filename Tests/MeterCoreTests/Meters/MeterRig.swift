import HAL
import MockHAL

@testable import MeterCore

/// A two-channel meter on an emulated medium, with the truth kept beside it.
struct MeterRig: ~Copyable {
  typealias Meter = PulseMeter<2, 1024, EmulatedMemory>

  /// 2026-03-01T00:00:00Z, the start of a half hour.
  static let start: Int64 = 1_772_323_200
  static let flash = NonVolatileGeometry(
    sizeBytes: 24 * 1024, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: false)
  static let file = NonVolatileGeometry(
    sizeBytes: 64 * 1024, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: true)

  static func sizes(rows: Int = 60, events: Int = 20) -> StorageLayout.Sizes {
    StorageLayout.Sizes(channelCount: 2, profileRows: rows, events: events, stateRecords: 4)
  }

  static func configuration(
    commitSeconds: Int64 = 60, period: PeriodLength = .minutes30, rules: ClockRules = .codeOfPractice
  ) -> PulseMeterConfiguration<2> {
    var configuration = PulseMeterConfiguration<2>(
      channelCount: 2,
      channels: [
        PulseChannelConfiguration(
          quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!),
        PulseChannelConfiguration(
          quantity: .activeExport, element: 2, pulseEnergy: EnergyRatio(pulses: 12_000, perKilowattHours: 1)!),
      ])
    configuration.commitNanoseconds = commitSeconds * 1_000_000_000
    configuration.period = period
    configuration.clockRules = rules
    return configuration
  }

  let medium: EmulatedMedium
  let clock: VirtualClock
  var meter: Meter
  /// Pulses given to each channel so far.
  var truth = [0, 0]
  private var sequence: [UInt32] = [0, 0]

  init(
    _ medium: EmulatedMedium, clock: VirtualClock = VirtualClock(utcSeconds: MeterRig.start),
    configuration: PulseMeterConfiguration<2> = MeterRig.configuration(),
    sizes: StorageLayout.Sizes = MeterRig.sizes(), cause: StartCause = .supplyRestored,
    boot: BootIdentity = .unknown, isContinuous: Bool = false
  ) throws {
    self.medium = medium
    self.clock = clock
    meter = try Meter(configuration, memory: EmulatedMemory(medium), sizes: sizes, format: .whenNothingValid)
    meter.begin(
      at: Tick(nanoseconds: clock.nowNanoseconds()), reading: clock.read(), cause: cause, boot: boot,
      isContinuous: isContinuous)
    if !isContinuous {
      for channel in 0..<2 as Range<UInt8> {
        meter.start(channel: channel, isActive: false, at: Tick(nanoseconds: clock.nowNanoseconds()))
      }
    }
  }

  /// A 50 ms pulse now on `channel`; 100 ms pass.
  mutating func pulse(_ channel: Int) {
    let now = clock.nowNanoseconds()
    for (isActive, delay) in [(true, 0), (false, 50_000_000)] as [(Bool, Int64)] {
      sequence[channel] += 1
      meter.take(
        LineEdge(
          channel: UInt8(channel), isActive: isActive, tickNanoseconds: now + delay,
          sequence: sequence[channel]))
    }
    truth[channel] += 1
    pass(milliseconds: 100)
  }

  /// Time passes without pulses; the meter's store follows.
  mutating func pass(milliseconds: Int64) {
    clock.advance(byNanoseconds: milliseconds * 1_000_000)
    meter.advance(to: Tick(nanoseconds: clock.nowNanoseconds()))
  }

  /// Time passes in steps of `step` seconds, with a clock reading at each.
  mutating func pass(seconds: Int64, step: Int64 = 10) {
    var left = seconds
    while left > 0 {
      let part = min(step, left)
      pass(milliseconds: part * 1000)
      if let reading = clock.read() {
        meter.observe(reading, at: Tick(nanoseconds: clock.nowNanoseconds()))
      }
      left -= part
    }
  }

  /// All readable rows.
  mutating func rows() throws -> [ProfileRow<2>] {
    var rows: [ProfileRow<2>] = []
    for id in meter.rowIDs { if let row = try meter.row(id) { rows.append(row) } }
    return rows
  }

  /// Codes of all readable events.
  mutating func events() throws -> [MeterEventCode] {
    var codes: [MeterEventCode] = []
    for id in meter.eventIDs { if let event = try meter.event(id) { codes.append(event.code) } }
    return codes
  }

  /// Registers in µWh.
  var registers: [Int64] { (0..<2).map { meter.state.channels[$0].register.energy.microwattHours } }

  /// The registers the truth demands, by 128-bit arithmetic.
  var trueRegisters: [Int64] { Self.energy(truth) }

  static func energy(_ pulses: [Int]) -> [Int64] {
    [Int64(pulses[0]) * 1_000_000, Int64(Int128(pulses[1]) * 1_000_000_000 / 12_000)]
  }
}
