import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Defects read in another meter firmware's register storage, each as a test of ours.
@Suite struct PeerDefectTests {
  private func restored(
    _ medium: EmulatedMedium, after seconds: Int64 = 4000, _ body: (borrowing MeterRig) throws -> Void
  ) throws {
    let rig = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + seconds))
    try body(rig)
  }

  @Test("Every channel is saved and restored, not only the first", arguments: [0, 1])
  func everyChannel(channel: Int) throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      for _ in 0..<7 { rig.pulse(channel) }
      rig.pass(seconds: 120)
    }
    medium.restart()
    try restored(medium) { rig in
      #expect(rig.meter.state.channels[channel].pulses == 7)
      #expect(rig.meter.state.channels[1 - channel].pulses == 0)
      #expect(rig.registers[channel] == MeterRig.energy([7, 7])[channel])
    }
  }

  @Test("Restored totals are what counting goes on from")
  func restoredTotalsAreLive() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      for _ in 0..<5 { rig.pulse(1) }
      rig.pass(seconds: 120)
    }
    medium.restart()
    var rig = try MeterRig(medium, clock: VirtualClock(utcSeconds: MeterRig.start + 4000))
    for _ in 0..<5 { rig.pulse(1) }
    #expect(rig.meter.state.channels[1].pulses == 10)
    #expect(rig.registers[1] == MeterRig.energy([0, 10])[1], "the carried rest was restored too")
  }

  @Test("A torn newest record falls back to the one before; nothing starts at 0")
  func newestRecordTorn() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    var layout = StorageLayout(MeterRig.sizes(), geometry: MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      for _ in 0..<4 {
        rig.pulse(0)
        rig.pass(seconds: 70)
      }
    }
    medium.restart()
    var memory = EmulatedMemory(medium)
    var buffer = InlineArray<1024, UInt8>(repeating: 0)
    do {
      var span = buffer.mutableSpan
      var scratch = span.mutableBytes
      try layout.state.mount(&memory, scratch: &scratch)
    }
    let newest = layout.state.index.nextID - 1
    medium.flipBit(at: (layout.state.offset(ofSlot: layout.state.index.slot(of: newest)!) + 30) * 8)
    try restored(medium) { rig in
      let pulses = rig.meter.state.channels[0].pulses
      #expect(pulses >= 3 && pulses <= 4)
      #expect(rig.meter.mountReport.damagedSlots == 1)
    }
  }

  @Test("Pulses alone are reason enough to save, on any channel", arguments: [0, 1])
  func anyRegisterTriggers(channel: Int) throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      rig.pulse(channel)
      rig.pass(seconds: 61, step: 61)
    }
    medium.restart()
    try restored(medium) { rig in #expect(rig.meter.state.channels[channel].pulses == 1) }
  }

  @Test("Stored as wide as live: counts beyond 2^32 and TWh survive")
  func width() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    let large: Int64 = 9_000_000_000_000_000_000
    do {
      var rig = try MeterRig(medium)
      rig.meter.state.channels[0].pulses = 1 << 40
      rig.meter.state.channels[0].register = EnergyAccumulator(
        energy: Energy(microwattHours: large), rest: 0)
      let saved = rig.meter.commit()
      #expect(saved)
    }
    medium.restart()
    try restored(medium) { rig in
      #expect(rig.meter.state.channels[0].pulses == 1 << 40)
      #expect(rig.registers[0] == large)
    }
  }

  @Test("The checksum is the real one: any flipped bit of a record is noticed")
  func realChecksum() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      rig.pulse(0)
      rig.pass(seconds: 61)
    }
    medium.restart()
    let layout = StorageLayout(MeterRig.sizes(), geometry: MeterRig.flash)
    let record = layout.state.offset(ofSlot: 1)
    for bit in 0..<layout.state.slotBytes * 8 {
      medium.flipBit(at: record * 8 + bit)
      var memory = EmulatedMemory(medium)
      var buffer = InlineArray<1024, UInt8>(repeating: 0)
      var span = buffer.mutableSpan
      var slot = span.mutableBytes
      #expect(try layout.state.load(slot: 1, from: &memory, into: &slot) == .damaged, "bit \(bit)")
      medium.flipBit(at: record * 8 + bit)
    }
  }

  @Test("With no valid state left the registers come from the newest row, flagged; never 0")
  func allStateLost() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      for _ in 0..<9 { rig.pulse(0) }
      rig.pass(seconds: 3700)
    }
    medium.restart()
    let layout = StorageLayout(MeterRig.sizes(), geometry: MeterRig.flash)
    for slot in 0..<layout.state.index.slotCount {
      medium.flipBit(at: (layout.state.offset(ofSlot: slot) + 20) * 8)
    }
    try restored(medium) { rig in
      #expect(rig.registers[0] == 9_000_000)
      #expect(rig.meter.state.openFlags.contains([.error, .possibleLoss]))
    }
  }

  @Test("A whole record of an unknown program is an error, never a reason to go back to an older one")
  func unknownRecord() throws {
    let medium = EmulatedMedium(MeterRig.flash)
    do {
      var rig = try MeterRig(medium)
      rig.pulse(0)
      rig.pass(seconds: 61)
    }
    // The newest record again, with a quantity that this program does not know and a checksum that is right.
    do {
      var store = try MeterStore<1024, EmulatedMemory>(
        EmulatedMemory(medium), sizes: MeterRig.sizes(), format: .never)
      var state = PulseMeterState<2>(
        channelCount: 2, configurations: MeterRig.configuration().channels, rules: .codeOfPractice,
        period: .minutes30)
      let isLoaded = try store.loadState(into: &state, configurations: nil, rules: .codeOfPractice)
      #expect(isLoaded)
      var buffer = InlineArray<1024, UInt8>(repeating: 0)
      var span = buffer.mutableSpan
      var slot = span.mutableBytes
      state.encode(generation: store.generation + 1, into: &slot)
      slot.write(UInt8(200), at: SlotRing.headerBytes + PulseMeterState<2>.fixedBytes + 84)
      var states = store.layout.states
      var memory = EmulatedMemory(medium)
      try states.commit(&slot, to: &memory)
    }
    medium.restart()
    #expect(throws: StorageError.unknownRecord) { _ = try MeterRig(medium) }
  }
}
