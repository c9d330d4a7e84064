import HAL
import MockHAL
import Testing

@testable import MeterCore

/// The memory fails at the N-th call, for every N.
@Suite struct StorageFailureTests {
  @Test(
    "One failed call, whichever it is: nothing is lost, and the next commit is good",
    arguments: [false, true])
  func failOnce(overwritable: Bool) throws {
    let geometry = overwritable ? MeterRig.file : MeterRig.flash
    var call = 0
    while true {
      let medium = EmulatedMedium(geometry)
      var rig = try MeterRig(medium)
      medium.failingCall = call
      for _ in 0..<16 {
        rig.pulse(0)
        rig.pulse(1)
        rig.pass(seconds: 120, step: 60)
      }
      let wasReached = medium.failingCall == nil
      medium.failingCall = nil
      #expect(rig.registers == rig.trueRegisters, "call \(call)")
      let saved = rig.meter.commit()
      #expect(saved, "call \(call)")
      medium.restart()
      let again = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 8000))
      #expect(again.registers == rig.trueRegisters, "call \(call)")
      if !wasReached { break }
      call += 1
    }
    #expect(call > 60)
  }

  @Test("A memory that fails for good does not stop counting; the rows say so")
  func failForGood() throws {
    let medium = EmulatedMedium(MeterRig.file)
    var rig = try MeterRig(medium)
    medium.failingCall = 3
    medium.failsForGood = true
    for _ in 0..<20 { rig.pulse(0) }
    rig.pass(seconds: 3700)
    #expect(rig.registers[0] == 20_000_000)
    #expect(rig.meter.storageFailure != nil)
    medium.failingCall = nil
    medium.failsForGood = false
    rig.pass(seconds: 3600)
    #expect(rig.meter.storageFailure == nil)
    #expect(try rig.events().contains(.storageFailed))
    #expect(try rig.rows().contains { $0.flags.contains(.error) })
    medium.restart()
    let again = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 9000))
    #expect(again.registers[0] == 20_000_000)
  }
}
