import MeterCore

/// The test pulse output and when its pulses began.
struct PulseRecord {
  /// Pulses whose sets are kept.
  static var capacity: Int { 32 }

  /// The output.
  var output = SampleSetup.testPulse
  /// Numbers of the sets with which the first pulses began.
  private(set) var starts = InlineArray<32, UInt64>(repeating: 0)
  private var wasActive = false
  private var count = 0

  /// Pulses in `starts`.
  var startCount: Int { count }

  /// Lets `sets` sets pass, of which the first has number `index`.
  mutating func pass(_ sets: Int, from index: UInt64) {
    for set in 0..<sets {
      let isActive = output.step()
      if isActive, !wasActive, count < Self.capacity {
        starts[count] = index &+ UInt64(set)
        count += 1
      }
      wasActive = isActive
    }
  }
}
