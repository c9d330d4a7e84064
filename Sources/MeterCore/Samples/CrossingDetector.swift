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
  mutating func scan(
    count: Int, place: Int32, _ voltage: (Int) -> Int32
  ) -> (count: Int, isCrossing: Bool) {
    let high = offset &+ hysteresis
    let low = offset &- hysteresis
    let middle = offset
    var streak = self.streak
    var index = 0
    if !isArmed {
      while index < count {
        let value = voltage(index)
        index &+= 1
        if value >= low {
          streak = 0
          continue
        }
        streak &+= 1
        if streak == Self.persistence {
          isArmed = true
          previous = value
          streak = 0
          break
        }
      }
    }
    if isArmed {
      var previous = self.previous
      while index < count {
        let value = voltage(index)
        index &+= 1
        if value >= middle {
          if previous < middle {
            below = previous &- middle
            above = value &- middle
            self.place = place &+ Int32(truncatingIfNeeded: index) &- 1
          }
          if value > high {
            streak &+= 1
            if streak == Self.persistence {
              isArmed = false
              self.streak = 0
              return (index, true)
            }
          } else {
            streak = 0
          }
        } else {
          streak = 0
        }
        previous = value
      }
      self.previous = previous
    }
    self.streak = streak
    return (index, false)
  }

  /// Counts places from a new window's first sample, `count` samples on.
  mutating func rebase(by count: UInt32) {
    place = place &- Int32(truncatingIfNeeded: count)
  }
}
