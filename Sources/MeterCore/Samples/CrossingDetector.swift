/// Finds the rising zero crossings of the anchor voltage.
///
/// A crossing counts when the voltage was below -`hysteresis` for three samples in a row and then above
/// +`hysteresis` for three in a row; it is dated at the last change of sign before, by linear interpolation. Spikes
/// of one or two samples and harmonics below the hysteresis make none.
struct CrossingDetector: BitwiseCopyable {
  /// Samples in a row that decide.
  static let persistence: UInt8 = 3

  /// Mean of the voltage in LSB.
  var offset: Int32 = 0
  /// Threshold on either side of the offset, in LSB.
  var hysteresis: Int32 = 1
  /// Samples before and after the last change of sign, without the offset.
  private(set) var below: Int32 = -1
  private(set) var above: Int32 = 0
  /// Place of `above` in the window.
  private(set) var place: Int32 = 0
  private var previous: Int32 = 0
  private var streak: UInt8 = 0
  /// True after the negative half wave.
  private var isArmed = false

  /// Forgets the half wave seen last.
  mutating func reset() {
    isArmed = false
    streak = 0
  }

  /// The crossing's distance from sample 0 of the window, in 2^-24 samples.
  var crossing: Int64 {
    let fraction = (Int64(above) << 24) / (Int64(above) - Int64(below))
    return (Int64(place) << 24) - fraction
  }

  /// Looks through `count` samples, the first at `place` of the window.
  ///
  /// - Returns: the samples looked at, up to the one that confirmed a crossing, and whether it did.
  @inline(__always)
  mutating func scan<Word: SampleWord>(
    _ first: UnsafePointer<Word>, stride: Int, count: Int, place: Int32
  ) -> (count: Int, isCrossing: Bool) {
    let persistence = Int(Self.persistence)
    // The first of the samples in a row that count in the present half wave; it may lie before the run.
    var begin = 0 &- Int(streak)
    // The first sample behind those that armed.
    var armedFrom = 0
    while true {
      // One comparison for both half waves: ~x < ~y is x > y.
      let inversion: Int32 = isArmed ? 0 : -1
      let threshold = isArmed ? offset &+ hysteresis : ~(offset &- hysteresis)
      // Three in a row end here at the earliest; one that does not count spares those before it.
      var last = begin &+ persistence &- 1
      var sample = first + last &* stride
      while last < count, sample.pointee.value ^ inversion <= threshold {
        last = last &+ persistence
        sample += persistence &* stride
      }
      begin = last &- persistence &+ 1
      let floor = max(begin, 0)
      var index = min(last, count) &- 1
      sample = first + index &* stride
      while index >= floor, sample.pointee.value ^ inversion > threshold {
        index = index &- 1
        sample -= stride
      }
      if index >= floor {
        begin = index &+ 1
        if last < count { continue }
      }
      if last >= count { break }
      if isArmed {
        findChange(first, stride, from: last, downTo: armedFrom, place: place)
        isArmed = false
        streak = 0
        return (last &+ 1, true)
      }
      isArmed = true
      previous = first[last &* stride].value
      begin = last &+ 1
      armedFrom = begin
    }
    streak = UInt8(truncatingIfNeeded: count &- begin)
    if isArmed, count > armedFrom {
      findChange(first, stride, from: count &- 1, downTo: armedFrom, place: place)
      previous = first[(count &- 1) &* stride].value
    }
    return (count, false)
  }

  /// Finds the change to the middle or above that the half wave of sample `last` began with; keeps the one known where
  /// it lies before the run.
  @inline(never)
  private mutating func findChange<Word: SampleWord>(
    _ first: UnsafePointer<Word>, _ stride: Int, from last: Int, downTo floor: Int, place: Int32
  ) {
    var index = last
    var sample = first + last &* stride
    var after = sample.pointee.value
    while after >= offset {
      sample -= stride
      let before = index > floor ? sample.pointee.value : previous
      if before < offset {
        below = before &- offset
        above = after &- offset
        self.place = place &+ Int32(truncatingIfNeeded: index)
        return
      }
      if index == floor { return }
      index = index &- 1
      after = before
    }
  }

  /// Counts places from a new window's first sample, `count` samples on.
  mutating func rebase(by count: UInt32) {
    place = place &- Int32(truncatingIfNeeded: count)
  }
}
