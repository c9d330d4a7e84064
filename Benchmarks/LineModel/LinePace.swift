/// The time of a line: ten bits an octet (7E1 and 8N1 alike), and the meter's turnaround.
public struct LinePace: Sendable, Equatable {
  /// Speed in bits a second; 0 for a line that takes no time.
  public var baud: UInt32
  /// From the last octet of a request to the first of its answer, in nanoseconds.
  public var turnaroundNanoseconds: Int64

  /// A pace.
  public init(baud: UInt32, turnaroundNanoseconds: Int64 = 0) {
    self.baud = baud
    self.turnaroundNanoseconds = turnaroundNanoseconds
  }

  /// Time of one octet in nanoseconds.
  static func octetNanoseconds(_ baud: UInt32) -> Int64 { baud == 0 ? 0 : 10_000_000_000 / Int64(baud) }
}
