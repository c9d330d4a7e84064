import HAL
import MockHAL
import Testing

@testable import MeterCore

/// NOR flash with 128-byte blocks and 8-byte units: three or four small slots a group.
let smallFlash = NonVolatileGeometry(
  sizeBytes: 4096, eraseBlockBytes: 128, programUnitBytes: 8, isOverwritable: false)

@Suite struct SlotRingTests {
  private func append(_ ring: inout SlotRing, _ value: UInt64, _ memory: inout EmulatedMemory) throws {
    var buffer = InlineArray<128, UInt8>(repeating: 0xAA)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    slot.write(value, at: SlotRing.headerBytes)
    _ = try ring.append(&slot, to: &memory)
  }

  private func values(_ ring: SlotRing, _ memory: inout EmulatedMemory) throws -> [UInt64?] {
    var buffer = InlineArray<128, UInt8>(repeating: 0)
    var result: [UInt64?] = []
    for id in ring.index.ids {
      var span = buffer.mutableSpan
      var slot = span.mutableBytes
      let isThere = try ring.read(id, from: &memory, into: &slot)
      result.append(isThere ? slot.readUInt64(at: SlotRing.headerBytes) : nil)
    }
    return result
  }

  private func mount(_ ring: inout SlotRing, _ memory: inout EmulatedMemory) throws {
    var buffer = InlineArray<128, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    var slot = span.mutableBytes
    try ring.mount(&memory, scratch: &slot)
  }

  private func ring(capacity: Int, payload: Int = 24) -> SlotRing {
    SlotRing(offset: 256, capacity: capacity, payloadBytes: payload, kind: 7, geometry: smallFlash)
  }

  @Test("Every capacity 0...10 and count on NOR flash equals a plain array, also after a remount")
  func everyLayoutOnFlash() throws {
    for capacity in 0...10 {
      for payload in [16, 24, 56, 120] {
        for count in 0...(2 * capacity + 9) {
          let medium = EmulatedMedium(smallFlash)
          var memory = EmulatedMemory(medium)
          var ring = ring(capacity: capacity, payload: payload)
          for value in 0..<count { try append(&ring, UInt64(value), &memory) }
          let expected = Array((0..<count).map { UInt64($0) }.suffix(capacity))
          #expect(try values(ring, &memory) == expected)
          var again = self.ring(capacity: capacity, payload: payload)
          try mount(&again, &memory)
          #expect(try values(again, &memory) == expected, "capacity \(capacity), \(count) entries, remounted")
          if capacity > 0 { #expect(again.index.nextID == ring.index.nextID) }
        }
      }
    }
  }

  @Test("A damaged slot costs one entry, whichever it is")
  func damagedSlot() throws {
    for victim in 0..<8 {
      let medium = EmulatedMedium(smallFlash)
      var memory = EmulatedMemory(medium)
      var ring = ring(capacity: 8)
      for value in 0..<8 { try append(&ring, UInt64(value), &memory) }
      medium.flipBit(at: ring.offset(ofSlot: ring.index.slot(of: UInt32(victim))!) * 8 + 77)
      var again = self.ring(capacity: 8)
      try mount(&again, &memory)
      let found = try values(again, &memory).compactMap { $0 }
      #expect(found == (0..<8).filter { $0 != victim }.map { UInt64($0) })
      #expect(again.damagedSlots == 1)
      try append(&again, 99, &memory)
      #expect(try values(again, &memory).last == 99)
    }
  }

  @Test("Wear is spread: no block is erased twice before every other was erased once")
  func wear() throws {
    let medium = EmulatedMedium(smallFlash)
    var memory = EmulatedMemory(medium)
    var ring = ring(capacity: 10)
    for value in 0..<1000 {
      try append(&ring, UInt64(value), &memory)
      let used = medium.erases[2..<(ring.region.end / 128)]
      #expect(used.max()! - used.min()! <= 1)
    }
  }

  @Test("A slot of another kind, place or format is never taken for one of this ring")
  func foreignSlot() throws {
    let medium = EmulatedMedium(smallFlash)
    var memory = EmulatedMemory(medium)
    var other = SlotRing(offset: 256, capacity: 8, payloadBytes: 24, kind: 8, geometry: smallFlash)
    try append(&other, 1, &memory)
    var ring = ring(capacity: 8)
    try mount(&ring, &memory)
    #expect(ring.index.count == 0)
    #expect(ring.damagedSlots == 1)
  }
}
