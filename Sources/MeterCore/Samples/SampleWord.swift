/// A sample as the source delivers it: Int32 (up to 24 bits) or Int16.
protocol SampleWord: FixedWidthInteger, SignedInteger, BitwiseCopyable {
  /// Exact product of two samples of this width.
  static func product(_ a: Int32, _ b: Int32) -> Int64
}

extension SampleWord {
  // Neither a requirement of the protocol nor a conversion: calls of both were not always inlined.
  /// The sample in 32 bits.
  @inline(__always) var value: Int32 {
    MemoryLayout<Self>.size == 4
      ? unsafeBitCast(self, to: Int32.self) : Int32(unsafeBitCast(self, to: Int16.self))
  }

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
      // One signed multiplication; Int64(a) &* Int64(b) takes three on ARMv7E-M. Both halves as they lie in a
      // little-endian core: conversions were not always inlined.
      let wide = a.multipliedFullWidth(by: b)
      return unsafeBitCast((wide.low, wide.high), to: Int64.self)
    #endif
  }
}

extension Int16: SampleWord {
  // At most 2^30: one 32-bit multiplication on small cores.
  @inline(__always) static func product(_ a: Int32, _ b: Int32) -> Int64 { Int64(a &* b) }
}
