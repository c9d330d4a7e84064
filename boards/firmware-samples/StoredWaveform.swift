/// Plays `WaveformTable` with noise and a script of disturbances, all in whole numbers: the same samples on every
/// machine. `Tests/Firmware/waveform.py` states the rules and makes the same samples.
struct StoredWaveform {
  /// Running index of the next set, over sets that are lost too.
  private(set) var index: UInt64 = 0
  private var phase: UInt32 = 0
  private var noise: UInt32 = 1
  /// Phase from one set to the next: 50 Hz, or 50.4 Hz.
  private var step: UInt32 = 53_687_091
  /// Scale of every channel in 1/256.
  private var scales = InlineArray<6, Int32>(repeating: 256)

  /// Where sets are lost, and how many.
  private static let gap: (index: UInt64, sets: UInt64) = (480_000, 1000)

  /// Sets of a stretch in which the script changes nothing; stretches begin at its multiples.
  static var stretch: UInt64 { 40 }

  /// Moves behind the lost sets when they are next. Call before `fill`.
  mutating func skipLost() {
    guard index == Self.gap.index else { return }
    index += Self.gap.sets
    phase &+= step &* UInt32(Self.gap.sets)
  }

  /// Sets until the script may change something.
  var setsInStretch: Int { Int(Self.stretch - index % Self.stretch) }

  /// Writes the next `count` sets, at most `setsInStretch`, to the front of `block`.
  mutating func fill(_ block: inout InlineArray<240, Int32>, count: Int) {
    if index % Self.stretch == 0 { followScript() }
    for set in 0..<count {
      let place = UInt64(phase >> 8) &* UInt64(WaveformTable.points)
      let point = Int(place >> 24)
      let next = point &+ 1 == WaveformTable.points ? 0 : point &+ 1
      let part = Int64(place >> 8 & 0xFFFF)
      for channel in 0..<6 {
        let first = WaveformTable.samples[point &* 6 &+ channel]
        let way = Int64(WaveformTable.samples[next &* 6 &+ channel] &- first)
        noise = noise &* 1_664_525 &+ 1_013_904_223
        let value = Int64(first) &+ (way &* part) >> 16
        let sample = (value &* Int64(scales[channel])) >> 8 &+ Int64(Int32(bitPattern: noise) >> 26)
        block[set &* 6 &+ channel] = Int32(truncatingIfNeeded: min(max(sample, -8_388_608), 8_388_607))
      }
      phase &+= step
    }
    index &+= UInt64(count)
  }

  /// Sag, failed phase, reverse running, no load, swell, over-range and frequency at their times.
  private mutating func followScript() {
    let tenths = index / 400
    scales = InlineArray(repeating: 256)
    switch tenths {
    case 300..<303: scales[2] = 102
    case 450..<500: scales[0] = 0
    case 600..<650: scales[3] = -256
    case 650..<700:
      scales[1] = -256
      scales[3] = -256
      scales[5] = -256
    case 800..<840: scales[5] = 0
    case 1000..<1010: scales[4] = 320
    case 1120..<1125: scales[1] = 700
    default: break
    }
    step = (900..<1100).contains(tenths) ? 54_116_587 : 53_687_091
  }
}
