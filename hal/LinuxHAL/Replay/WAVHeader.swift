import HAL

/// The format and place of the samples in a WAV file (RIFF or RF64, PCM or WAVE_FORMAT_EXTENSIBLE).
struct WAVHeader {
  var channelCount = 0
  var framesPerSecond: UInt32 = 0
  var containerBytes = 0
  var validBits = 0
  var dataStart: Int64 = 0
  /// Nil when the writer left the length open.
  var dataBytes: UInt64?

  init(_ bytes: CaptureBytes) throws(SampleFileError) {
    let kind = try Self.tag(bytes)
    guard kind == "RIFF" || kind == "RF64" else {
      throw SampleFileError(
        bytes.path, .malformed, at: 0,
        "is no WAV file: it starts with '\(kind)', not 'RIFF' (big-endian RIFX is not read)")
    }
    _ = try Self.number(bytes, 4)
    let form = try Self.tag(bytes)
    guard form == "WAVE" else {
      throw SampleFileError(bytes.path, .malformed, at: 8, "is a RIFF file of '\(form)', not 'WAVE'")
    }
    var longLength: UInt64?
    var hasFormat = false
    while true {
      let start = bytes.offset
      let tag = try Self.tag(bytes)
      let length = try Self.number(bytes, 4)
      switch tag {
      case "ds64":
        _ = try Self.number(bytes, 8)
        longLength = min(try Self.number(bytes, 8), 1 << 62)
        try Self.skip(bytes, to: start + 8 + Int64(length))
      case "fmt ":
        try readFormat(bytes, length: length, at: start + 8)
        hasFormat = true
        try Self.skip(bytes, to: start + 8 + Int64(length + length % 2))
      case "data":
        guard hasFormat else {
          throw SampleFileError(bytes.path, .malformed, at: start, "has its data before its 'fmt ' chunk")
        }
        dataStart = bytes.offset
        // A recorder that was killed leaves 0 or the largest length: then the data goes to the file's end.
        let isOpen = length == 0 || length == 0xFFFF_FFFF
        dataBytes = isOpen ? longLength : length
        let setBytes = UInt64(channelCount * containerBytes)
        if let dataBytes, dataBytes % setBytes != 0 {
          throw SampleFileError(
            bytes.path, .malformed, at: start + 4,
            "has \(dataBytes) bytes of data, no multiple of the \(setBytes) bytes of a set")
        }
        return
      default: try Self.skip(bytes, to: start + 8 + Int64(length + length % 2))
      }
    }
  }

  private mutating func readFormat(
    _ bytes: CaptureBytes, length: UInt64, at start: Int64
  ) throws(SampleFileError) {
    func refuse(_ offset: Int64, _ reason: String) -> SampleFileError {
      SampleFileError(bytes.path, .unsupportedFormat, at: start + offset, reason)
    }
    guard length >= 16 else {
      throw refuse(-4, "has a 'fmt ' chunk of \(length) bytes; at least 16 are needed")
    }
    var tag = try Self.number(bytes, 2)
    channelCount = Int(try Self.number(bytes, 2))
    framesPerSecond = UInt32(try Self.number(bytes, 4))
    _ = try Self.number(bytes, 4)
    let blockBytes = Int(try Self.number(bytes, 2))
    let bits = Int(try Self.number(bytes, 2))
    validBits = bits
    if tag == 0xFFFE {
      guard length >= 40 else {
        throw refuse(-4, "has an extensible 'fmt ' chunk of \(length) bytes; 40 are needed")
      }
      _ = try Self.number(bytes, 2)
      let stated = Int(try Self.number(bytes, 2))
      _ = try Self.number(bytes, 4)
      tag = try Self.number(bytes, 2)
      guard stated <= bits else { throw refuse(18, "has \(stated) valid bits in samples of \(bits)") }
      if stated > 0 { validBits = stated }
    }
    guard tag == 1 else {
      let name = tag == 3 ? "floating point" : "format \(tag)"
      throw refuse(0, "holds \(name); integer PCM of 16, 24 or 32 bits is needed (sox in.wav -b 24 out.wav)")
    }
    guard bits == 16 || bits == 24 || bits == 32, validBits >= 8 else {
      throw refuse(14, "has samples of \(validBits) in \(bits) bits; 16, 24 and 32 are read")
    }
    guard (1...32).contains(channelCount) else {
      throw refuse(2, "has \(channelCount) channels; 1 to 32 are read")
    }
    guard framesPerSecond > 0 else { throw refuse(4, "has a rate of 0") }
    containerBytes = bits / 8
    guard blockBytes == channelCount * containerBytes else {
      throw refuse(
        12, "has sets of \(blockBytes) bytes, which \(channelCount) samples of \(bits) bits are not")
    }
  }

  private static func number(_ bytes: CaptureBytes, _ count: Int) throws(SampleFileError) -> UInt64 {
    let (value, got) = try bytes.littleEndian(count)
    guard got == count else { throw ended(bytes) }
    return value
  }

  private static func tag(_ bytes: CaptureBytes) throws(SampleFileError) -> String {
    var text = ""
    for _ in 0..<4 {
      guard let byte = try bytes.next() else { throw ended(bytes) }
      text.unicodeScalars.append((32..<127).contains(byte) ? Unicode.Scalar(byte) : "?")
    }
    return text
  }

  private static func skip(_ bytes: CaptureBytes, to offset: Int64) throws(SampleFileError) {
    // By reading, so that a pipe can be replayed too.
    while bytes.offset < offset {
      guard try bytes.next() != nil else { throw ended(bytes) }
    }
  }

  private static func ended(_ bytes: CaptureBytes) -> SampleFileError {
    SampleFileError(bytes.path, .truncated, at: bytes.offset, "the file ends inside its header")
  }
}
