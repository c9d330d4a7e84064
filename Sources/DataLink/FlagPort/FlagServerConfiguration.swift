/// Which mode of IEC 62056-21 a meter speaks.
public enum FlagMode: UInt8, Sendable, BitwiseCopyable {
  /// No baud change, readout without acknowledgement.
  case a
  /// Baud change without acknowledgement.
  case b
  /// Baud change and programming by acknowledgement.
  case c
  /// Unasked readout at a fixed 2400 baud.
  case d
  /// Mode C, and HDLC by acknowledgement `2 Z 2`.
  case e
}

/// Set-up of a meter's flag port.
public struct FlagServerConfiguration: Sendable, BitwiseCopyable {
  /// The mode.
  public var mode: FlagMode
  /// Three letters of the manufacturer; a lower-case third letter promises a reaction time of 20 ms.
  public var manufacturer: InlineArray<3, UInt8>
  /// Identification, at most 16 characters.
  public var identification: InlineArray<16, UInt8>
  /// Characters of the identification.
  public var identificationCount: UInt8
  /// Device address, at most 32 characters; a request without one reaches every device.
  public var address: InlineArray<32, UInt8>
  /// Characters of the address.
  public var addressCount: UInt8
  /// Baud rate before the change; 300 but for fixed-rate installations (and 2400 in mode D).
  public var initialBaud: UInt32
  /// Baud rate offered.
  public var baud: UInt32
  /// Time before an answer, in nanoseconds. 200 ms, or 20 ms (see `manufacturer`); the limits of the
  /// standard are not verified here, so they are set-up.
  public var reactionNanoseconds: Int64
  /// How long an acknowledgement or command is awaited, in nanoseconds; *unverified* default 1.5 s.
  public var acknowledgementNanoseconds: Int64
  /// How long a programming session may be silent, in nanoseconds; *unverified* default 60 s.
  public var inactivityNanoseconds: Int64
  /// Confirm mode E at the new speed by repeating `ACK 2 Z 2 CR LF` (some meters do).
  public var confirmsModeE: Bool

  /// Creates a set-up.
  public init(mode: FlagMode, baud: UInt32) {
    self.mode = mode
    self.baud = baud
    manufacturer = [0x53, 0x57, 0x4D]
    identification = InlineArray(repeating: 0x20)
    identificationCount = 0
    address = InlineArray(repeating: 0x20)
    addressCount = 0
    initialBaud = mode == .d ? 2400 : 300
    reactionNanoseconds = 200_000_000
    acknowledgementNanoseconds = 1_500_000_000
    inactivityNanoseconds = 60_000_000_000
    confirmsModeE = false
  }
}
