/// What a protected command claims, once its protection has been verified.
public struct RemoteCommand: Equatable, Sendable, BitwiseCopyable {
  /// Who wants it: EUI-64 of the party, also where the broker speaks for it.
  public var identity: UInt64
  /// The party's counter.
  public var counter: UInt64
  /// The broker that speaks for the party, and its own counter; 0 where the party speaks for itself.
  public var broker: UInt64
  public var brokerCounter: UInt64
  /// It carries a signature that verifies with the party's key.
  public var isSigned: Bool
  /// Message code, for the security log.
  public var messageCode: UInt16

  /// Creates a claim.
  public init(
    identity: UInt64, counter: UInt64, broker: UInt64 = 0, brokerCounter: UInt64 = 0, isSigned: Bool,
    messageCode: UInt16
  ) {
    self.identity = identity
    self.counter = counter
    self.broker = broker
    self.brokerCounter = brokerCounter
    self.isSigned = isSigned
    self.messageCode = messageCode
  }
}
