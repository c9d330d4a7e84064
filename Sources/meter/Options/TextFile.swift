import Foundation

/// Files named on the command line.
enum TextFile {
  static func data(_ path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.usage, "\(path): cannot be read; check the name and its permissions")
    }
    return data
  }

  static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }
}
