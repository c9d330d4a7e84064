import Foundation
import GBCS

/// A frame as users give it: hexadecimal, base64, or `@file` with either or with the octets themselves.
enum FrameArgument {
  /// Largest file read: far above any frame in text.
  private static let maximumFileLength = 1 << 20

  static func octets(_ text: String) throws -> [UInt8] {
    guard text.hasPrefix("@") else { return try octets(ofText: text, "the frame") }
    let path = String(text.dropFirst())
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: maximumFileLength + 1)
    else { throw CommandFailure(.usage, "cannot read the frame from \(path)") }
    guard data.count <= maximumFileLength else {
      throw CommandFailure(.usage, "\(path) is too long for a frame")
    }
    // A frame in octets begins with DD or DF, which no text does.
    if data.first == 0xDD || data.first == 0xDF { return Array(data) }
    return try octets(ofText: String(decoding: data, as: UTF8.self), path)
  }

  private static func octets(ofText text: String, _ what: String) throws -> [UInt8] {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if !trimmed.isEmpty {
      if let octets = Hex.octets(trimmed) { return octets }
      if let data = Data(base64Encoded: trimmed, options: .ignoreUnknownCharacters), !data.isEmpty,
        trimmed.utf8.allSatisfy({ $0 > 32 || $0 == 10 || $0 == 13 })
      {
        return Array(data)
      }
    }
    throw CommandFailure(.usage, "\(what) is neither hexadecimal nor base64; give @FILE to read a file")
  }

  static func frame(_ text: String) throws -> Frame {
    do {
      return try Frame(decoding: try octets(text))
    } catch let error as FrameDecodingError {
      throw CommandFailure(.data, "not a GBCS frame: \(error)")
    }
  }
}
