/// A recorded session: what a reader sent and what the meter answered, as text.
///
/// One event a line, as `LineEvent.text` writes it; lines that begin with `#` say what it is. Masked octets
/// are `**`, and match anything when the recording is replayed.
public struct Recording: Equatable, Sendable {
  /// First line of a recording.
  public static let heading = "# swift-meter recording 1"

  /// The events.
  public var events: [LineEvent]

  /// An empty recording.
  public init(_ events: [LineEvent] = []) { self.events = events }

  /// Reads a recording.
  public init(parsing text: String) throws(RecordingError) {
    events = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(separator: " ")
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      guard words.count >= 2, let nanoseconds = Self.nanoseconds(first) else {
        throw RecordingError(line: index + 1, reason: "expected 'seconds.milliseconds > hex'")
      }
      let rest = words.dropFirst(2)
      switch words[1] {
      case ">": events.append(LineEvent(nanoseconds: nanoseconds, kind: .sent(try Self.octets(rest, index))))
      case "<":
        events.append(LineEvent(nanoseconds: nanoseconds, kind: .received(try Self.octets(rest, index))))
      case "=":
        guard rest.count == 2, let baud = UInt32(rest[rest.startIndex]) else {
          throw RecordingError(line: index + 1, reason: "expected '= baud 8N1'")
        }
        let isEightBit = rest[rest.startIndex + 1] == "8N1"
        events.append(
          LineEvent(nanoseconds: nanoseconds, kind: .speed(baud: baud, isEightBit: isEightBit)))
      case "+": events.append(LineEvent(nanoseconds: nanoseconds, kind: .opened))
      case "-": events.append(LineEvent(nanoseconds: nanoseconds, kind: .closed))
      default: throw RecordingError(line: index + 1, reason: "expected one of > < = + -")
      }
    }
  }

  private static func nanoseconds(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].count == 3, let seconds = Int64(parts[0]), let rest = Int64(parts[1])
    else { return nil }
    return seconds * 1_000_000_000 + rest * 1_000_000
  }

  private static func octets(
    _ words: ArraySlice<Substring>, _ index: Int
  ) throws(RecordingError) -> [UInt8?] {
    var octets: [UInt8?] = []
    for word in words {
      if word == "**" {
        octets.append(nil)
      } else if word.count == 2, let octet = UInt8(word, radix: 16) {
        octets.append(octet)
      } else {
        throw RecordingError(line: index + 1, reason: "'\(word)' is no octet in hex")
      }
    }
    return octets
  }
}

/// Why a recording cannot be read.
public struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Line, from 1.
  public var line: Int
  /// What is wrong with it.
  public var reason: String
  public var description: String { "line \(line) of the recording: \(reason)" }
}
