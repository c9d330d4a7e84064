import COSEM
import HAL

/// The state of one client's association.
struct Association: Sendable, BitwiseCopyable {
  enum State: UInt8, BitwiseCopyable { case none, pending, open }

  var state = State.none
  var client: UInt16 = 0
  /// Access level granted; 0 for the public client.
  var level: UInt8 = 0
  /// The level that a challenge would grant.
  var pendingLevel: UInt8 = 0
  var context = ApplicationContext.logicalName
  var mechanism = AuthenticationMechanism.none
  var conformance = Conformance()
  /// Longest APDU the client receives, 0 for no limit.
  var clientMaximum: UInt16 = 0
  var serverMaximum: UInt16 = 0
  var clientTitle = SystemTitle(InlineArray(repeating: 0))
  var dedicatedKey = Key128(InlineArray(repeating: 0))
  var hasDedicatedKey = false
  /// What the server challenged the client with, and the client the server.
  var serverChallenge = InlineArray<16, UInt8>(repeating: 0)
  var clientChallenge = InlineArray<64, UInt8>(repeating: 0)
  var clientChallengeCount = 0
  /// Lowest counter of a challenge reply: a client may number it before the APDU that carries it.
  var replyFloor: UInt32 = 1

  var isOpen: Bool { state == .open }
  var isCiphered: Bool { context == .logicalNameCiphered }
}

/// What the set-up objects of the ports show.
public struct LinkFacts: Equatable, Sendable, BitwiseCopyable {
  /// Baud rate by its COSEM number: 0 300, 1 600, 2 1200, 3 2400, 4 4800, 5 9600, 6 19200, 7 38400, 8 57600,
  /// 9 115200.
  public var baudCode: UInt8 = 5
  /// HDLC window.
  public var window: UInt8 = 1
  /// HDLC information field.
  public var maximumInformation: UInt16 = 128
  /// HDLC inter-octet time-out.
  public var interOctetMilliseconds: UInt16 = 200
  /// Inactivity time-out.
  public var inactivitySeconds: UInt16 = 120
  /// HDLC physical address.
  public var physicalAddress: UInt16 = 1
  /// TCP port.
  public var tcpPort: UInt16 = 4059
  /// TCP connections at a time.
  public var connections: UInt8 = 1
  /// True for a network, false for a port at the meter.
  public var isRemote = false

  /// The usual values.
  public init() {}
}
