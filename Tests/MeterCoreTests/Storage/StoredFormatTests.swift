import HAL
import MockHAL
import Testing

@testable import MeterCore

/// The bytes of format 1 do not change: the medium after a scripted run has the checksum it had when the
/// format was published.
@Suite struct StoredFormatTests {
  private func checksum(_ geometry: NonVolatileGeometry) throws -> UInt32 {
    let medium = EmulatedMedium(geometry)
    var rig = try MeterRig(medium)
    var random = SeededRandom(seed: 7)
    for _ in 0..<200 {
      for _ in 0..<Int(random.next() % 3) { rig.pulse(Int(random.next() % 2)) }
      rig.pass(seconds: 120, step: 60)
    }
    let isStopped = rig.meter.stop(at: Tick(nanoseconds: rig.clock.nowNanoseconds()))
    #expect(isStopped)
    return medium.content.withUnsafeBytes { bytes in
      CRC32C.checksum(RawSpan(_unsafeBytes: bytes))
    }
  }

  @Test("A pulse meter's bytes on flash and in a file are those of format 1")
  func pulseMeterBytes() throws {
    let flash = try checksum(MeterRig.flash)
    let file = try checksum(MeterRig.file)
    #expect(flash == 1_157_019_534)
    #expect(file == 3_318_950_093)
  }
}
