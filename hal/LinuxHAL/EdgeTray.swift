import CGPIOD
import Glibc
import HAL

/// Edges between the kernel's queue and the meter's store, in a file that is mapped shared.
///
/// read(2) copies edges straight into the mapping, so a process can be killed at any moment and no edge is lost:
/// it is in the kernel's queue, in the tray, or in the store. The tray is not synced; it outlives the process, not
/// the supply.
public final class EdgeTray {
  /// Lines the tray has a place for.
  public let channelCount: Int
  private let memory: UnsafeMutableRawPointer

  /// Opens the tray at `path`, making it when it is not there. The space is allocated, so that a full disk is an
  /// error here and not a signal later.
  public init(path: String, channelCount: Int) throws(EdgeTrayError) {
    let bytes = channelCount * gl_tray_bytes()
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw EdgeTrayError(path: path, errorNumber: errno) }
    defer { close(descriptor) }
    let result = posix_fallocate(descriptor, 0, off_t(bytes))
    guard result == 0 else { throw EdgeTrayError(path: path, errorNumber: result) }
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { throw EdgeTrayError(path: path, errorNumber: errno) }
    self.channelCount = channelCount
    self.memory = memory
  }

  deinit { munmap(memory, channelCount * gl_tray_bytes()) }

  /// Where the edges of a channel lie.
  func edges(ofChannel channel: Int) -> UnsafeMutableRawPointer { memory + channel * gl_tray_bytes() }

  /// Drops what lies there for a channel.
  func clear(channel: Int) {
    guard channel < channelCount else { return }
    edges(ofChannel: channel).initializeMemory(as: UInt8.self, repeating: 0, count: gl_tray_bytes())
  }

  /// What an earlier process left, by channel and in the order it was read.
  public func recovered() -> [LineEdge] {
    var found: [LineEdge] = []
    for channel in 0..<channelCount {
      for index in 0..<Int32(GL_TRAY_EDGES) {
        var event = gl_event()
        guard gl_tray_edge(edges(ofChannel: channel), index, &event) == 1 else { break }
        found.append(
          LineEdge(
            channel: UInt8(channel), isActive: event.active == 1, tickNanoseconds: Int64(event.tick_ns),
            sequence: event.line_seqno))
      }
    }
    return found
  }
}
