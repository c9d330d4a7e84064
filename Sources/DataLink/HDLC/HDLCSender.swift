/// The sending half of a link: one message, cut into numbered frames that stay available until acknowledged.
///
/// Frames are not stored: each is cut from the message anew, so a retransmission costs no memory.
struct HDLCSender: Equatable, Sendable, BitwiseCopyable {
  /// Octets of the message, LLC header included; 0 when there is nothing to send.
  private(set) var messageCount = 0
  /// Longest information field.
  private var segmentOctets = 128
  private var window = 1
  /// Send number of the first segment of the message.
  private var firstNumber: UInt8 = 0
  /// Segments acknowledged, and segments sent at least once.
  private var acknowledged = 0
  private var sent = 0

  /// Segments of the message.
  private var segmentCount: Int { (messageCount + segmentOctets - 1) / segmentOctets }

  /// The number of the next new frame.
  var nextNumber: UInt8 { UInt8(truncatingIfNeeded: Int(firstNumber) + sent) & 7 }

  /// The number of the oldest frame that is not acknowledged.
  var oldestNumber: UInt8 { UInt8(truncatingIfNeeded: Int(firstNumber) + acknowledged) & 7 }

  /// True while a frame of the message is not acknowledged.
  var isBusy: Bool { acknowledged < segmentCount }
  /// True when frames were sent that are not acknowledged.
  var hasOutstanding: Bool { acknowledged < sent }
  /// True when everything was sent at least once.
  var isAllSent: Bool { sent >= segmentCount }

  /// A new link: numbers start at 0.
  mutating func open(_ parameters: HDLCParameters) {
    self = HDLCSender()
    segmentOctets = Int(parameters.maximumInformationTransmit)
    window = Int(parameters.windowTransmit)
  }

  /// Begins a message of `count` octets.
  mutating func begin(messageCount count: Int) {
    firstNumber = nextNumber
    messageCount = count
    acknowledged = 0
    sent = 0
  }

  /// Takes a receive number from the peer. Returns false where it acknowledges what was never sent.
  mutating func acknowledge(_ receive: UInt8) -> Bool {
    let advance = Int((receive &- UInt8(truncatingIfNeeded: Int(firstNumber) + acknowledged)) & 7)
    guard advance <= sent - acknowledged else { return false }
    acknowledged += advance
    return true
  }

  /// Goes back to the first frame that was not acknowledged.
  mutating func goBack() { sent = acknowledged }

  /// The next segment that the window allows: its octets in the message, its number, whether more follow in
  /// the message, and whether it is the last that may be sent now. Nil when there is none.
  mutating func nextSegment() -> HDLCSegment? {
    guard sent < segmentCount, sent - acknowledged < window else { return nil }
    let start = sent * segmentOctets
    let number = nextNumber
    sent += 1
    return HDLCSegment(
      start: start, end: min(start + segmentOctets, messageCount), number: number,
      hasMore: sent < segmentCount, endsWindow: sent == segmentCount || sent - acknowledged == window)
  }
}
