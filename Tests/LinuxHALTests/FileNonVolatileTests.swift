import Foundation
import HAL
import LinuxHAL
import MockHAL
import Testing

/// What every non-volatile memory must do; run on two back ends.
func expectContract<Memory: NonVolatile & ~Copyable>(_ memory: inout Memory) throws {
  let block = memory.geometry.eraseBlockBytes
  try memory.erase(blockAt: block)
  var buffer = [UInt8](repeating: 0, count: 16)
  func read(_ memory: inout Memory, _ offset: Int) throws -> [UInt8] {
    var copy = buffer
    var span = copy.mutableSpan
    var bytes = span.mutableBytes
    try memory.read(at: offset, count: 16, into: &bytes)
    return copy
  }
  #expect(try read(&memory, block) == [UInt8](repeating: 0xFF, count: 16))
  buffer = (0..<16).map { UInt8($0 * 3) }
  try memory.program(at: block, buffer.span.bytes)
  #expect(try read(&memory, block) == buffer)
  try memory.sync()
  #expect(try read(&memory, block) == buffer)
  try memory.erase(blockAt: block)
  #expect(try read(&memory, block) == [UInt8](repeating: 0xFF, count: 16))
  let outside = memory.geometry.sizeBytes
  var failure: NonVolatileError?
  do throws(NonVolatileError) { try memory.program(at: outside, buffer.span.bytes) } catch { failure = error }
  #expect(failure?.kind == .outOfBounds)
}

@Suite struct FileNonVolatileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("File and emulated memory keep the same contract")
  func contract() throws {
    try withFolder { folder in
      var file = try FileNonVolatile(path: folder + "/a.nv", createWithBytes: 10_000)
      #expect(file.geometry.sizeBytes == 12_288)
      try expectContract(&file)
    }
    var memory = EmulatedMemory(
      EmulatedMedium(
        NonVolatileGeometry(
          sizeBytes: 8192, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: false)))
    try expectContract(&memory)
  }

  @Test("What was programmed is there for the next opener, and a reader cannot write")
  func reopened() throws {
    try withFolder { folder in
      let path = folder + "/a.nv"
      do {
        var file = try FileNonVolatile(path: path, createWithBytes: 4096)
        try file.program(at: 8, [UInt8](repeating: 7, count: 8).span.bytes)
      }
      var reader = try FileNonVolatile(readingPath: path)
      var buffer = [UInt8](repeating: 0, count: 8)
      do {
        var span = buffer.mutableSpan
        var bytes = span.mutableBytes
        try reader.read(at: 8, count: 8, into: &bytes)
      }
      #expect(buffer == [UInt8](repeating: 7, count: 8))
      var kind: NonVolatileError.Kind?
      do throws(NonVolatileError) {
        try reader.program(at: 8, [UInt8](repeating: 1, count: 8).span.bytes)
      } catch { kind = error.kind }
      #expect(kind == .readOnly)
    }
  }

  @Test("A file that was cut short is refused, not shortened further")
  func truncated() throws {
    try withFolder { folder in
      let path = folder + "/a.nv"
      do { _ = try FileNonVolatile(path: path, createWithBytes: 8192) }
      try FileManager.default.removeItem(atPath: path)
      try Data(repeating: 0xFF, count: 5000).write(to: URL(fileURLWithPath: path))
      var failure: NonVolatileError?
      do throws(NonVolatileError) { _ = try FileNonVolatile(path: path, createWithBytes: 8192) } catch {
        failure = error
      }
      #expect(failure?.kind == .outOfBounds)
    }
  }

  @Test("A second service on the same folder is refused while the first lives, and not after")
  func lock() throws {
    try withFolder { folder in
      var refused: DataFolderLock.Failure?
      do {
        let first = try DataFolderLock(folder: folder)
        do throws(DataFolderLock.Failure) { _ = try DataFolderLock(folder: folder) } catch { refused = error }
        withExtendedLifetime(first) {}
      }
      guard case .inUse? = refused else {
        Issue.record("the second lock was not refused")
        return
      }
      _ = try DataFolderLock(folder: folder)
    }
  }
}
