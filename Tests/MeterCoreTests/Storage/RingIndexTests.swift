import Testing

@testable import MeterCore

/// A ring as a plain array of everything that was ever written.
private struct RingModel {
  var capacity: Int
  var entries: [UInt32] = []
  var visible: ArraySlice<UInt32> { entries.suffix(capacity) }
}

@Suite struct RingIndexTests {
  @Test("Every capacity 0...10, group size, start and count agrees with a plain array")
  func everyLayout() {
    for capacity in 0...10 {
      for slotsPerGroup in 1...4 {
        for count in 0...(3 * (capacity + slotsPerGroup) + 2) {
          var ring = RingIndex(capacity: capacity, slotsPerGroup: slotsPerGroup)
          var model = RingModel(capacity: capacity)
          var slots = [UInt32?](repeating: nil, count: ring.slotCount)
          for _ in 0..<count {
            let id = ring.nextID
            if let slot = ring.slot(of: id) {
              if ring.startsGroup(id) {
                let group = ring.group(ofSlot: slot)
                for index in group * slotsPerGroup..<(group + 1) * slotsPerGroup { slots[index] = nil }
              }
              #expect(slots[slot] == nil, "written over without an erase: capacity \(capacity), id \(id)")
              slots[slot] = id
            }
            model.entries.append(id)
            ring.advance()
          }
          #expect(Array(ring.ids) == Array(model.visible), "capacity \(capacity), groups of \(slotsPerGroup)")
          #expect(Int(ring.overwrittenCount) == count - ring.count)
          for id in ring.ids { #expect(slots[ring.slot(of: id)!] == id) }
        }
      }
    }
  }

  @Test("A ring restored from any state goes on like one that was never stopped")
  func restored() {
    for capacity in 1...10 {
      for count in 0...25 {
        var ring = RingIndex(capacity: capacity, slotsPerGroup: 3)
        for _ in 0..<count { ring.advance() }
        var again = RingIndex(capacity: capacity, slotsPerGroup: 3)
        again.restore(firstID: 0, nextID: ring.nextID)
        for _ in 0..<5 {
          #expect(again.ids == ring.ids)
          #expect(again.slot(of: again.nextID) == ring.slot(of: ring.nextID))
          ring.advance()
          again.advance()
        }
      }
    }
  }
}
