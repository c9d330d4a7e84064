/// One frame's part of a message.
struct HDLCSegment: Equatable, Sendable, BitwiseCopyable {
  /// Offset of the first octet, the LLC header counted.
  var start: Int
  /// Offset after the last octet.
  var end: Int
  /// Send number.
  var number: UInt8
  /// More segments of the message follow.
  var hasMore: Bool
  /// The peer must answer before another frame may be sent.
  var endsWindow: Bool
}
