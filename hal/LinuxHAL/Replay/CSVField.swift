/// One field of a line, read as a whole number without building text.
struct CSVField {
  private var digits: Int64 = 0
  private var digitCount = 0
  private var isNegative = false
  private var isWrong = false
  private var isClosed = false
  private(set) var isBlank = true
  /// True when a quote was seen: then a field is not blank.
  private(set) var isQuoted = false
  private var bytes = InlineArray<24, UInt8>(repeating: 0)
  private var count = 0

  /// The number, nil when the field holds anything else.
  var value: Int64? {
    guard digitCount > 0, !isWrong else { return nil }
    return isNegative ? -digits : digits
  }

  /// The beginning of the field, for messages.
  var text: String {
    var text = ""
    for index in 0..<min(count, 24) { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return count > 24 ? text + "…" : text
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      if digitCount > 0 { isClosed = true }
      return
    case UInt8(ascii: "\""):
      isQuoted = true
      return
    case UInt8(ascii: "0")...UInt8(ascii: "9") where !isClosed && digitCount < 18:
      digits = digits &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
      digitCount += 1
    case UInt8(ascii: "-") where isBlank: isNegative = true
    case UInt8(ascii: "+") where isBlank: break
    default: isWrong = true
    }
    isBlank = false
    if count < 24 { bytes[count] = byte }
    count += 1
  }
}
