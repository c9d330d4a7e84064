import HAL
import MockHAL
import Testing

@testable import MeterCore

/// A twin-element meter with full event logs, and what stands in them.
extension TwinRig where Memory == PlainMemory {
  static func household(_ medium: PlainMedium = PlainMedium(TwinFixture.file)) throws -> TwinRig {
    var sizes = TwinFixture.sizes
    sizes[.events] = 100
    sizes[.alerts] = 100
    sizes[.security] = 100
    return try TwinRig(
      PlainMemory(medium: medium), clock: VirtualClock(utcSeconds: TwinFixture.start), sizes: sizes)
  }

  mutating func codes(_ log: TwinLog) throws -> [UInt16] {
    var codes: [UInt16] = []
    for id in meter.ids(log) {
      if let entry = try meter.event(id, of: log) { codes.append(entry.code) }
    }
    return codes
  }
}
