import COSEM

/// Where the octets of a long answer come from: one item after the other is written into a small buffer, so an
/// answer of any length needs none of its own.
struct ResponseStream: Equatable, Sendable {
  enum Source: Equatable, Sendable {
    /// All of it is in the buffer.
    case prepared
    case objectList
    case columns(profile: Int)
    case rows(profile: Int, RowSelection)
  }

  /// Everything that must be restored to produce the present item anew.
  struct Cursor: Equatable, Sendable {
    var source = Source.prepared
    /// Next item, and items left.
    var next: UInt32 = 0
    var left = 0
    /// Columns of a row, one bit each; all columns when `isWholeRow`.
    var columns: UInt64 = .max
    var isWholeRow = true
    /// Seconds from one row to the next where times may be left out, negative where the newest comes first; else 0.
    var stepSeconds: Int64 = 0
    /// The time of the row before, with `stepSeconds`.
    var lastSeconds = Int64.min
    /// Number of the item in the buffer.
    var serial: UInt32 = 0
    /// Octets before the head: `prefixCount` of them, the last ones of `prefix`.
    var prefix: UInt32 = 0
    var prefixCount = 0
    /// A list of descriptors that follow when this source is done.
    var list = 0..<0
    var listLeft = 0
  }

  var cursor = Cursor()
  /// The cursor from which the item in the buffer was made.
  var before = Cursor()
  /// Octets of the item, and how many were taken.
  var itemCount = 0
  var itemOffset = 0
  /// An item could not be produced: the answer must be given up.
  var isBroken = false

  /// True when nothing is left to take.
  var isFinished: Bool { itemOffset >= itemCount && cursor.left == 0 && cursor.listLeft == 0 }

  /// A place to come back to.
  struct Mark: Equatable, Sendable {
    var before: Cursor
    var serial: UInt32
    var offset: Int
  }

  var mark: Mark { Mark(before: before, serial: cursor.serial, offset: itemOffset) }
}

extension ResponseStream.Cursor {
  /// Writes the octets before the head.
  func writePrefix(_ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    var index = prefixCount
    while index > 0 {
      index -= 1
      writer.put(UInt8(truncatingIfNeeded: prefix >> UInt32(8 * index)), &octets)
    }
  }
}
