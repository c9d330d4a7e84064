/// An open line to a meter: octets out, octets in, and the time they take.
///
/// One reader at a time owns a line. Time comes from the line, so that a line of a test can have its own.
public protocol MeterLine: AnyObject {
  /// Monotonic time in nanoseconds.
  var nowNanoseconds: Int64 { get }

  /// Sends all of `octets`; returns when the last one has left.
  func send(_ octets: [UInt8]) throws(LineError)

  /// Waits for octets until `deadline` (monotonic) and puts them into `octets`, which is empty on time-out.
  func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError)

  /// Changes the speed; `isEightBit` for 8N1, else 7E1. Nothing happens on a line without speed.
  func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError)

  /// Waits until `time` (monotonic) without receiving.
  func wait(until time: Int64)

  /// Ends the line; calling it again does nothing.
  func close()
}
