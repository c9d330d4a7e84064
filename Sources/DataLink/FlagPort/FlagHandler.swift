/// What a flag port (IEC 62056-21) tells about its meter. Octets are seven-bit characters.
public protocol FlagHandler: ~Copyable {
  /// Writes line `index` of the data readout, without line end, into the front of `octets`, such as
  /// `1.8.0(001234.5*kWh)`. Returns its length, 0 after the last line.
  mutating func readoutLine(_ index: Int, into octets: inout MutableRawSpan) -> Int

  /// Judges a password given with command `P` and `type` ('1' or '2').
  mutating func isAccepted(password: RawSpan, type: UInt8, now: Int64) -> Bool

  /// Answers a read command (`R1`, `R2`) for a data set such as `1.8.0()`. Returns the length of the answer,
  /// 0 where it is refused.
  mutating func read(_ dataSet: RawSpan, into octets: inout MutableRawSpan, now: Int64) -> Int

  /// Executes a write command (`W1`, `W2`). Returns false where it is refused.
  mutating func write(_ dataSet: RawSpan, now: Int64) -> Bool

  /// The session ended: rights given by a password end with it.
  mutating func flagSessionEnded()
}
