/// What a flag port client has to tell.
public enum FlagClientEvent: Equatable, Sendable, BitwiseCopyable {
  /// The identification arrived; its characters are in `withLine`.
  case identified
  /// A line of the data readout, without its end; its characters are in `withLine`.
  case line
  /// The readout is complete; `isVerified` where a check character agreed (modes A to C).
  case readoutEnded(isVerified: Bool)
  /// The meter asks for a password (programming mode); its operand is in `withLine`.
  case passwordAsked
  /// The meter acknowledged the last command.
  case acknowledged
  /// The meter refused the last command.
  case refused
  /// The answer to a read command, without frame; in `withLine`.
  case answer
  /// From now on octets belong to HDLC (mode E).
  case startHDLC
  /// The session failed.
  case failed(FlagClientFailure)
}

/// Why a session failed.
public enum FlagClientFailure: Error, Equatable, Sendable, BitwiseCopyable {
  /// No answer in time: check the head's position, address, baud rate and parity.
  case noAnswer
  /// The check character differs, retries included.
  case checkDiffers
  /// The meter does not offer what was asked for (mode E or programming).
  case notOffered
}
