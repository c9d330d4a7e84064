import CBoard

/// One line from the console, read byte by byte and then word by word.
public struct ConsoleLine: ~Copyable {
  /// What became of a received byte.
  public enum Progress { case incomplete, complete, tooLong }

  /// Longest line in bytes, without its end.
  public static var capacity: Int { 80 }

  private var bytes = InlineArray<80, UInt8>(repeating: 0)
  private var count = 0
  private var position = 0
  private var isTooLong = false
  private var isComplete = false

  /// An empty line.
  public init() {}

  /// True between two lines.
  public var isBetweenLines: Bool { isComplete || (count == 0 && !isTooLong) }

  /// Takes one byte; carriage returns are ignored.
  public mutating func take(_ byte: UInt8) -> Progress {
    if isComplete { self = ConsoleLine() }
    if byte == UInt8(ascii: "\r") { return .incomplete }
    guard byte == UInt8(ascii: "\n") else {
      if count < ConsoleLine.capacity {
        bytes[count] = byte
        count += 1
      } else {
        isTooLong = true
      }
      return .incomplete
    }
    isComplete = true
    return isTooLong ? .tooLong : .complete
  }

  /// True when no word is left.
  public mutating func isAtEnd() -> Bool {
    while position < count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    return position == count
  }

  /// The next word if it is a single byte: a command.
  public mutating func letter() -> UInt8? {
    guard !isAtEnd() else { return nil }
    let letter = bytes[position]
    position += 1
    guard position == count || bytes[position] == UInt8(ascii: " ") else { return nil }
    return letter
  }

  /// Hands the bytes of the next word, none at the end, to `body`.
  public mutating func withWord<Result>(_ body: (RawSpan) -> Result) -> Result {
    _ = isAtEnd()
    let start = position
    while position < count, bytes[position] != UInt8(ascii: " ") { position += 1 }
    return body(bytes.span.bytes.extracting(start..<position))
  }

  /// The next word if it is a decimal number in `range` of at most 18 digits, with a sign or without.
  public mutating func number(in range: ClosedRange<Int64>) -> Int64? {
    guard !isAtEnd() else { return nil }
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var value: Int64 = 0
    var digits = 0
    while position < count, bytes[position] != UInt8(ascii: " ") {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit <= 9, digits < 18 else { return nil }
      value = value * 10 + Int64(digit)
      digits += 1
      position += 1
    }
    guard digits > 0 else { return nil }
    let signed = isNegative ? -value : value
    return range.contains(signed) ? signed : nil
  }
}
