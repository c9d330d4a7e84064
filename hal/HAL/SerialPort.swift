/// A byte stream over a UART, an optical head or an RS-485 pair. Opening and naming are outside the protocol.
public protocol SerialPort: ~Copyable {
  /// Applies baud rate and frame format; waiting output is sent first, at the old settings.
  mutating func configure(_ settings: SerialSettings) throws(SerialPortError)

  /// Reads what is there, waiting at most `timeoutNanoseconds` (monotonic) for the first byte.
  /// Returns the number of bytes read, 0 on time-out.
  mutating func read(
    into bytes: inout MutableRawSpan, timeoutNanoseconds: Int64
  ) throws(SerialPortError) -> Int

  /// Writes all of `bytes`, waiting at most `timeoutNanoseconds` (monotonic).
  mutating func write(_ bytes: RawSpan, timeoutNanoseconds: Int64) throws(SerialPortError)

  /// Returns when the last bit has left the port.
  mutating func drain() throws(SerialPortError)

  /// Discards what was received and not read.
  mutating func discardInput() throws(SerialPortError)
}
