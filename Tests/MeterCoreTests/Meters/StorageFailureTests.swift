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
    #expect(call > 50)
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

  @Test("One block that is bad for good costs its slots, not the ring: commits and rows go on elsewhere")
  func badBlock() throws {
    let layout = StorageLayout(MeterRig.sizes(), geometry: MeterRig.flash)
    for region in [layout.state.region, layout.profile.region] {
      for block in region.offset / 1024..<region.end / 1024 {
        let medium = EmulatedMedium(MeterRig.flash)
        var rig = try MeterRig(medium)
        medium.badBlocks = [block]
        for _ in 0..<200 {
          rig.pulse(0)
          rig.pass(seconds: 900, step: 450)
        }
        _ = rig.meter.commit()
        #expect(rig.registers == rig.trueRegisters)
        medium.badBlocks = []
        medium.restart()
        let again = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 400_000))
        // At most the last commit may have hit the bad block.
        #expect(again.registers[0] >= rig.trueRegisters[0] - 2_000_000, "block \(block)")
      }
    }
  }

  @Test("A row the memory never took leaves its id empty: the loss is seen")
  func lostRow() throws {
    let medium = EmulatedMedium(MeterRig.file)
    var rig = try MeterRig(medium)
    rig.pulse(0)
    rig.pass(seconds: 1700)
    medium.failingCall = 0
    medium.failsForGood = true
    rig.pass(seconds: 5400)
    medium.failingCall = nil
    medium.failsForGood = false
    rig.pulse(0)
    rig.pass(seconds: 3600)
    let rows = try rig.rows()
    let ids = rows.map(\.id)
    #expect(ids != Array(UInt32(0)..<UInt32(ids.count)), "an id is missing")
    #expect(rows.contains { $0.flags.contains([.error, .possibleLoss]) })
    #expect(rig.registers == rig.trueRegisters)
  }
}
