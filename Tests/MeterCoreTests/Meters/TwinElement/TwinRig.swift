import HAL
import MockHAL

@testable import MeterCore

/// A twin-element meter on a medium, with the truth kept beside it.
struct TwinRig<Memory: NonVolatile>: ~Copyable {
  typealias Meter = TwinElementMeter<4096, Memory>

  let clock: VirtualClock
  var meter: Meter
  /// µWh given to each register so far.
  var truth = [Int64](repeating: 0, count: 7)

  init(
    _ memory: Memory, clock: VirtualClock,
    configuration: TwinElementConfiguration = TwinFixture.configuration(),
    sizes: TwinLogSizes = TwinFixture.sizes, cause: StartCause = .supplyRestored,
    boot: BootIdentity = .unknown
  ) throws {
    self.clock = clock
    meter = try Meter(configuration, memory: memory, sizes: sizes, format: .whenNothingValid)
    meter.begin(
      at: Tick(nanoseconds: clock.nowNanoseconds()), reading: clock.read(), cause: cause, boot: boot)
    truth = TwinRegister.allCases.map { meter.state.registers.energy($0).microwattHours }
  }

  var now: Tick { Tick(nanoseconds: clock.nowNanoseconds()) }

  /// Books energy now.
  mutating func book(_ register: TwinRegister, _ microwattHours: Int64) {
    let isBooked = meter.book(
      element: register.element, quantity: register.quantity,
      energy: Energy(microwattHours: microwattHours), at: now)
    if isBooked { truth[Int(register.rawValue)] += microwattHours }
  }

  /// Time passes; the meter follows, with a clock reading at the end.
  mutating func pass(seconds: Int64, observing: Bool = true) {
    clock.advance(byNanoseconds: seconds * 1_000_000_000)
    meter.advance(to: now)
    if observing, let reading = clock.read() { meter.observe(reading, at: now) }
  }

  /// Books `milliwattHours` spread over `seconds` in steps of a minute.
  mutating func run(_ watts: [TwinRegister: Int64], seconds: Int64, step: Int64 = 60) {
    var left = seconds
    while left > 0 {
      let part = min(step, left)
      pass(seconds: part)
      for register in TwinRegister.allCases {
        if let power = watts[register], power > 0 { book(register, power * part * 1_000_000 / 3600) }
      }
      left -= part
    }
  }
}

enum TwinFixture {
  /// 2026-03-02T00:00:00Z, a Monday.
  static let start: Int64 = 1_772_409_600
  static let flash = NonVolatileGeometry(
    sizeBytes: 128 * 1024, eraseBlockBytes: 2048, programUnitBytes: 8, isOverwritable: false)
  static let file = NonVolatileGeometry(
    sizeBytes: 2 * 1024 * 1024, eraseBlockBytes: 4096, programUnitBytes: 8, isOverwritable: true)

  /// Small logs, for media that are copied thousands of times.
  static var sizes: TwinLogSizes {
    TwinLogSizes(capacities: [120, 60, 6, 6, 10, 20, 20, 20, 10, 20, 5, 10, 20], stateRecords: 4)
  }

  static func configuration(
    _ capabilities: TwinElementCapabilities = [.mp184, .secondaryReactiveExport]
  ) -> TwinElementConfiguration {
    var configuration = TwinElementConfiguration()
    configuration.capabilities = capabilities
    return configuration
  }

  /// A day of `rates`, each from its half hour on.
  static func table(_ rates: [(slot: Int, rate: UInt8)]) -> SwitchingTable {
    var table = SwitchingTable(constantRate: 1)
    for index in 0..<48 { table.days[0][index] = 0 }
    for entry in rates { table.days[0][entry.slot] = entry.rate }
    return table
  }
}
