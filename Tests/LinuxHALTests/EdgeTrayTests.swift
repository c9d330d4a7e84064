import Foundation
import Testing

@testable import LinuxHAL

/// The file that holds edges between the kernel and the store.
@Suite struct EdgeTrayTests {
  private let path = NSTemporaryDirectory() + "edges-\(UUID().uuidString).tray"

  @Test("A new tray is empty, and what a process leaves is found by the next")
  func outlives() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let tray = try EdgeTray(path: path, channelCount: 2)
      #expect(tray.recovered().isEmpty)
      // struct gpio_v2_line_event: timestamp_ns, id (1 rising), offset, seqno, line_seqno.
      let event = tray.edges(ofChannel: 1)
      event.storeBytes(of: 77, as: UInt64.self)
      event.storeBytes(of: 1, toByteOffset: 8, as: UInt32.self)
      event.storeBytes(of: 9, toByteOffset: 20, as: UInt32.self)
    }
    let tray = try EdgeTray(path: path, channelCount: 3)
    let edges = tray.recovered()
    #expect(edges.count == 1)
    #expect(edges.first?.channel == 1 && edges.first?.isActive == true)
    #expect(edges.first?.tickNanoseconds == 77 && edges.first?.sequence == 9)
    tray.clear(channel: 1)
    #expect(tray.recovered().isEmpty)
  }

  @Test("A folder that cannot be written is an error that names it")
  func unwritable() {
    #expect(throws: EdgeTrayError(path: "/proc/none/edges.tray", errorNumber: 2)) {
      try EdgeTray(path: "/proc/none/edges.tray", channelCount: 1)
    }
  }
}
