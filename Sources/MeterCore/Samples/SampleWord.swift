/// A sample as the source delivers it: Int32 (up to 24 bits) or Int16.
protocol SampleWord: BitwiseCopyable {
  /// The sample's value.
  var value: Int32 { get }
  /// Exact product of two samples of this width.
  static func product(_ a: Int32, _ b: Int32) -> Int64
}

extension Int32: SampleWord {
  @inline(__always) var value: Int32 { self }

  @inline(__always) static func product(_ a: Int32, _ b: Int32) -> Int64 {
    // One signed multiplication; Int64(a) &* Int64(b) takes three on ARMv7E-M.
    let wide = a.multipliedFullWidth(by: b)
    return Int64(wide.high) << 32 | Int64(wide.low)
  }
}

extension Int16: SampleWord {
  @inline(__always) var value: Int32 { Int32(self) }

  // At most 2^30: one 32-bit multiplication on small cores.
  @inline(__always) static func product(_ a: Int32, _ b: Int32) -> Int64 { Int64(a &* b) }
}
