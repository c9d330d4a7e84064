/// What a flag port client wants.
public enum FlagClientPurpose: UInt8, Sendable, BitwiseCopyable {
  /// The data readout (modes A, B, C).
  case readout
  /// Programming mode (C, E).
  case programming
  /// HDLC (mode E).
  case hdlc
  /// Listen for an unasked readout (mode D).
  case listen
}

/// Set-up of a flag port client.
public struct FlagClientConfiguration: Sendable, BitwiseCopyable {
  /// What is wanted.
  public var purpose: FlagClientPurpose
  /// Device address, at most 32 characters; none reaches any device.
  public var address: InlineArray<32, UInt8> = InlineArray(repeating: 0x20)
  /// Characters of the address.
  public var addressCount: UInt8 = 0
  /// Baud rate of the sign-on; 300 but for fixed-rate installations (2400 when listening).
  public var initialBaud: UInt32
  /// Highest baud rate to accept.
  public var highestBaud: UInt32 = 19200
  /// How long an answer or the next character is awaited, in nanoseconds; *unverified* default 1.5 s, plus
  /// what a slow meter may need.
  public var responseNanoseconds: Int64 = 2_200_000_000
  /// Pause between the acknowledgement's last character and the change of speed, in nanoseconds: optical
  /// heads with a buffer of their own need up to 400 ms.
  public var speedChangeNanoseconds: Int64 = 0
  /// How often a damaged block is asked for again.
  public var retries: UInt8 = 2

  /// Creates a set-up.
  public init(purpose: FlagClientPurpose) {
    self.purpose = purpose
    initialBaud = purpose == .listen ? 2400 : 300
  }
}
