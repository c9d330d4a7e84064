/// Why a window ended.
public enum WindowEnd: UInt8, Sendable, BitwiseCopyable {
  /// The configured number of whole cycles of the anchor voltage is complete.
  case cycles = 0
  /// The first crossing of a new anchor was found; the window is shorter and not of whole cycles.
  case synchronised = 1
  /// No crossing came: no healthy voltage, or the anchor lost it.
  case forced = 2
  /// The running sample index jumped; the window is not complete.
  case gap = 3
  /// Metering ended; the window is not of whole cycles.
  case stopped = 4
}
