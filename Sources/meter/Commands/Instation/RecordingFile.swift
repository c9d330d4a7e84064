import Foundation
import Instation

/// A recording being written.
final class RecordingFile: @unchecked Sendable {
  // Written by the one thread that reads the meter.
  private let handle: FileHandle

  init(_ path: String) throws {
    guard
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw CommandFailure(.usage, "\(path): cannot be written") }
    self.handle = handle
    handle.write(Data((Recording.heading + "\n").utf8))
  }

  func write(_ event: LineEvent) { handle.write(Data((event.text + "\n").utf8)) }

  func close() { try? handle.close() }
}
