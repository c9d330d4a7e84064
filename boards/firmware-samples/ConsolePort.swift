import CBoard
import HAL

/// The console's receiver as the serial port of a front end; nothing is sent on it.
struct ConsolePort: SerialPort {
  mutating func configure(_ settings: SerialSettings) {}

  mutating func read(into bytes: inout MutableRawSpan, timeoutNanoseconds: Int64) -> Int {
    var count = 0
    while count < bytes.byteCount {
      let byte = board_getc()
      if byte < 0 { break }
      bytes.storeBytes(of: UInt8(truncatingIfNeeded: byte), toByteOffset: count, as: UInt8.self)
      count += 1
    }
    return count
  }

  mutating func write(_ bytes: RawSpan, timeoutNanoseconds: Int64) {}
  mutating func drain() {}
  mutating func discardInput() {}
}

/// A clock that stands still: frames that come over the console are as late as the console is.
struct StandingClock: MonotonicClock {
  mutating func nowNanoseconds() -> Int64 { 0 }
}
