/// One kept reading of a virtual meter: 16 bytes.
struct RegisterPoint: Equatable, Sendable, BitwiseCopyable {
  /// How the register came from the point before to this one.
  enum Link: UInt8, Sendable, BitwiseCopyable {
    /// It counted.
    case counted = 0
    /// It counted over its top.
    case rolledOver = 1
    /// It was set back to zero and counted what it shows.
    case reset = 2
    /// Another meter took its place: nothing is known of the time between. Not announced.
    case replaced = 3
    /// Another meter took its place, announced with both readings.
    case exchanged = 4
  }

  /// Milliseconds UTC since 1970 above 16 bits: link in bits 4 to 7, quality in bits 0 to 3.
  private var packed: Int64
  /// µWh of a register, mW of a load event.
  var value: Int64

  static let empty = RegisterPoint(milliseconds: 0, value: 0, quality: [], link: .counted)

  @inline(__always)
  init(milliseconds: Int64, value: Int64, quality: ReadingQuality, link: Link) {
    packed = milliseconds << 16 | Int64(link.rawValue) << 4 | Int64(quality.rawValue & 15)
    self.value = value
  }

  init(packed: Int64, value: Int64) {
    self.packed = packed
    self.value = value
  }

  @inline(__always)
  var milliseconds: Int64 { packed >> 16 }
  var quality: ReadingQuality { ReadingQuality(rawValue: UInt8(packed & 15)) }
  var bits: Int64 { packed }
  var link: Link {
    get { Link(rawValue: UInt8(packed >> 4 & 15)) ?? .counted }
    set { packed = packed & ~0xF0 | Int64(newValue.rawValue) << 4 }
  }
}
