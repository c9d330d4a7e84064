import Synchronization
import Testing

@testable import ChargePoint

@Suite struct TransactionStoreTests {
  private final class Disk: Sendable {
    let state = Mutex((lines: [String](), isFull: false))

    func append(_ line: String) throws(LineFile.Failure) {
      let isFull = state.withLock { state in
        if !state.isFull { state.lines += line.split(separator: "\n").map(String.init) }
        return state.isFull
      }
      if isFull { throw LineFile.Failure(path: "disk", number: 28) }
    }
  }

  @Test("What a full disk refused is written with the next message, which changes nothing itself")
  func fullDisk() throws {
    let disk = Disk()
    let store = TransactionStore { (line) throws(LineFile.Failure) in try disk.append(line) }
    disk.state.withLock { $0.isFull = true }
    let entry = TransactionBook.Entry(id: "1", connector: 2, fingerprint: "2 TAG 1000 t")
    #expect(throws: LineFile.Failure.self) { try store.keep([entry], of: "CP1") }
    // The charge point sends it again: its transaction is known, nothing changes, and still nothing is kept.
    #expect(throws: LineFile.Failure.self) { try store.keep([], of: "CP1") }
    disk.state.withLock { $0.isFull = false }
    try store.keep([], of: "CP1")
    let lines = disk.state.withLock { $0.lines }
    #expect(lines.count == 1 && lines[0].contains(#""transaction":"1""#) && lines[0].contains("CP1"))
    try store.keep([], of: "CP1")
    #expect(disk.state.withLock { $0.lines.count } == 1)
    #expect(store.book(of: "CP1")["1"]?.connector == 2)
  }
}
