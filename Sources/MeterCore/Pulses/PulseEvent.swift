/// What one edge or settlement completed on a pulse channel.
struct PulseEvent: Equatable, Sendable, BitwiseCopyable {
  /// The tick of a pulse to book, nil for none.
  var pulse: Tick?
  /// Edges known to be lost before this one.
  var lostEdges: UInt32 = 0
  /// The pulse was outside the plausible width or rate.
  var isSuspect = false
  /// Interrupts merged: an edge may be missing.
  var isUncertain = false

  static let none = PulseEvent()
}
