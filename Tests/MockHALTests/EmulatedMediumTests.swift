import HAL
import MockHAL
import Testing

@Suite struct EmulatedMediumTests {
  private let geometry = NonVolatileGeometry(
    sizeBytes: 1024, eraseBlockBytes: 256, programUnitBytes: 8, isOverwritable: false)

  private func program(_ memory: inout EmulatedMemory, _ offset: Int, _ value: UInt8) throws {
    try memory.program(at: offset, [UInt8](repeating: value, count: 8).span.bytes)
  }

  @Test("NOR rules: a unit is programmed once after its erase, on its grid")
  func norRules() throws {
    var memory = EmulatedMemory(EmulatedMedium(geometry))
    try program(&memory, 0, 0x0F)
    #expect(throws: NonVolatileError.self) { try program(&memory, 0, 0x0F) }
    #expect(throws: NonVolatileError.self) { try program(&memory, 4, 0) }
    try memory.erase(blockAt: 0)
    try program(&memory, 0, 0x0F)
  }

  @Test("A cut kills every later call; the same cut of a journal and of a live run leave the same bytes")
  func cuts() throws {
    func run(_ medium: EmulatedMedium) {
      var memory = EmulatedMemory(medium)
      do {
        try program(&memory, 0, 1)
        try memory.sync()
        try program(&memory, 8, 2)
        try program(&memory, 16, 3)
        try memory.erase(blockAt: 256)
        try memory.sync()
      } catch {}
    }
    let recorded = EmulatedMedium(geometry)
    recorded.isRecording = true
    run(recorded)
    #expect(recorded.journal.operations.count == 6)
    recorded.journal.forEachCut(in: 0..<6, modes: SupplyCut.Mode.allCases, seeds: 1...4) { cut, image in
      let live = EmulatedMedium(geometry)
      live.cut = cut
      run(live)
      live.restart()
      #expect(live.content == image.content, "\(cut)")
      if cut.operation > 1 { #expect(image.content[0] == 1, "synced, so it stays: \(cut)") }
    }
  }
}
