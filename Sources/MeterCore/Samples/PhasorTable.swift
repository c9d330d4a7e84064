/// The phasor's values for one run, on the stack while the run is taken.
struct PhasorTable {
  private var cosines = InlineArray<40, Int32>(repeating: 0)
  private var sines = InlineArray<40, Int32>(repeating: 0)

  /// Cosine and sine in 2^-22 at sample set `index` of the run.
  @inline(__always)
  subscript(index: Int) -> (cosine: Int32, sine: Int32) {
    get { (cosines[unchecked: index], sines[unchecked: index]) }
    set {
      cosines[unchecked: index] = newValue.cosine
      sines[unchecked: index] = newValue.sine
    }
  }
}
