/// Set-up of an HDLC client.
public struct HDLCClientConfiguration: Equatable, Sendable, BitwiseCopyable {
  /// The client's access point.
  public var client: HDLCAddress
  /// The server's address.
  public var server: HDLCAddress
  /// What is proposed.
  public var proposal: HDLCParameters
  /// How long an answer is awaited, in nanoseconds.
  public var responseNanoseconds: Int64
  /// How often a frame without an answer is sent again.
  public var retries: UInt8
  /// Pause before a server that had nothing to say is polled again, in nanoseconds.
  public var pollNanoseconds: Int64
  /// How long a server may have nothing to say, or not be ready, in nanoseconds.
  public var busyNanoseconds: Int64

  /// Creates a set-up; 1.5 s, 3 retries, 50 ms between polls, for a minute at most.
  public init(
    client: UInt8, server: HDLCAddress, proposal: HDLCParameters,
    responseNanoseconds: Int64 = 1_500_000_000, retries: UInt8 = 3, pollNanoseconds: Int64 = 50_000_000,
    busyNanoseconds: Int64 = 60_000_000_000
  ) {
    self.client = HDLCAddress(client)
    self.server = server
    self.proposal = proposal
    self.responseNanoseconds = responseNanoseconds
    self.retries = retries
    self.pollNanoseconds = pollNanoseconds
    self.busyNanoseconds = busyNanoseconds
  }
}
