import HAL

/// A serial port that expects a dialogue; every deviation and every leftover is a failure.
public struct ExpectedSerialPort: SerialPort {
  /// One step of the dialogue.
  public enum Step: Equatable, Sendable {
    /// The device under test must configure the port so.
    case configure(SerialSettings)
    /// The device under test must write these bytes (in any portions).
    case write([UInt8])
    /// These bytes wait to be read.
    case read([UInt8])
    /// A read finds nothing in time.
    case silence
    /// The next call fails.
    case failure(SerialPortError)
  }

  private var script: [Step]
  private var position = 0
  /// What went differently, in words.
  public private(set) var deviations: [String] = []

  /// A port that expects `script`.
  public init(_ script: [Step]) { self.script = script }

  private var next: Step? { position < script.count ? script[position] : nil }

  private mutating func deviate(_ what: String) {
    deviations.append("step \(position): \(what), expected \(next.map { "\($0)" } ?? "nothing more")")
  }

  private mutating func failIfPlanned() throws(SerialPortError) {
    if case .failure(let error)? = next {
      position += 1
      throw error
    }
  }

  public mutating func configure(_ settings: SerialSettings) throws(SerialPortError) {
    try failIfPlanned()
    if next == .configure(settings) { position += 1 } else { deviate("configure \(settings)") }
  }

  public mutating func read(
    into bytes: inout MutableRawSpan, timeoutNanoseconds: Int64
  ) throws(SerialPortError) -> Int {
    try failIfPlanned()
    switch next {
    case .silence?:
      position += 1
      return 0
    case .read(let waiting)?:
      let count = min(waiting.count, bytes.byteCount)
      for index in 0..<count { bytes.storeBytes(of: waiting[index], toByteOffset: index, as: UInt8.self) }
      if count == waiting.count { position += 1 } else { script[position] = .read(Array(waiting[count...])) }
      return count
    default:
      deviate("read")
      return 0
    }
  }

  public mutating func write(_ bytes: RawSpan, timeoutNanoseconds: Int64) throws(SerialPortError) {
    try failIfPlanned()
    let sent = bytes.withUnsafeBytes { [UInt8]($0) }
    guard case .write(let wanted)? = next, wanted.starts(with: sent) else { return deviate("write \(sent)") }
    if wanted.count == sent.count {
      position += 1
    } else {
      script[position] = .write(Array(wanted[sent.count...]))
    }
  }

  public mutating func drain() throws(SerialPortError) { try failIfPlanned() }

  public mutating func discardInput() throws(SerialPortError) { try failIfPlanned() }

  /// Deviations and steps that were never reached; empty when the dialogue went as expected.
  public func finish() -> [String] { deviations + script[position...].map { "not reached: \($0)" } }
}
