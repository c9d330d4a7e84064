/// A sample as the source delivers it: Int32 (up to 24 bits) or Int16.
protocol SampleWord: FixedWidthInteger, SignedInteger, BitwiseCopyable {
  /// Exact product of two samples of this width.
  static func product(_ a: Int32, _ b: Int32) -> Int64
}

extension SampleWord {
  // No requirement of the protocol: calls through one were not always inlined.
  @inline(__always) var value: Int32 { Int32(truncatingIfNeeded: self) }

  #if _pointerBitWidth(_64)
    /// Two samples in a row, extended to 32 bits each.
    @inline(__always) static func pair(_ first: UnsafePointer<Self>) -> SIMD2<Int32> {
      if MemoryLayout<Self>.size == 4 {
        return UnsafeRawPointer(first).loadUnaligned(as: SIMD2<Int32>.self)
      }
      return SIMD2(first.pointee.value, first[1].value)
    }
  #endif
}

extension Int32: SampleWord {
  @inline(__always) static func product(_ a: Int32, _ b: Int32) -> Int64 {
    #if _pointerBitWidth(_64)
      return Int64(a) &* Int64(b)
    #else
      // One signed multiplication; Int64(a) &* Int64(b) takes three on ARMv7E-M.
      let wide = a.multipliedFullWidth(by: b)
      return Int64(wide.high) << 32 | Int64(wide.low)
    #endif
  }
}

extension Int16: SampleWord {
  // At most 2^30: one 32-bit multiplication on small cores.
  @inline(__always) static func product(_ a: Int32, _ b: Int32) -> Int64 { Int64(a &* b) }
}
