import Glibc
import HAL

/// The waveform of one channel: a bank of rotating phasors and the changes of its size.
struct SampleChannelWave {
  /// Phasors are computed afresh at every multiple of this index, so that samples depend on the index only.
  static let anchorSets: UInt64 = 1024

  private struct Line {
    var cyclesPerSet: Double
    var radians: Double
    /// Peak in counts.
    var peak: Double
    var cosine = 0.0, sine = 0.0
    var stepCosine: Double, stepSine: Double
  }

  private var lines: [Line] = []
  private let changes: [SampleChange]
  private let setsPerSecond: Double
  private let load: LoadShape?
  /// Watts that one watt of load is as a factor of the lines' size.
  private let factorPerWatt: Double

  init(_ scenario: SampleScenario, element number: Int, _ quantity: SampleChange.Quantity) {
    let element = scenario.elements[number]
    setsPerSecond = scenario.setsPerSecond
    changes = scenario.changes.filter { $0.quantity == quantity && ($0.element ?? number) == number }
    let isCurrent = quantity == .current
    load = isCurrent ? element.load : nil
    let angle = (element.voltageDegrees - (isCurrent ? element.currentLagDegrees : 0)) * .pi / 180
    let perAmpere = element.volts * abs(cos(element.currentLagDegrees * .pi / 180))
    factorPerWatt = perAmpere > 0 ? 1 / perAmpere : 0
    let rms = isCurrent ? (load == nil ? element.amperes : 1) : element.volts
    let perCount =
      isCurrent
      ? element.amperesPerCount ?? scenario.amperesPerCount : element.voltsPerCount ?? scenario.voltsPerCount
    let counts = rms * 2.0.squareRoot() / perCount
    let harmonics = isCurrent ? scenario.currentHarmonics : scenario.voltageHarmonics
    let fundamental = SampleHarmonic(order: 1, fraction: 1)
    for harmonic in [fundamental] + harmonics where scenario.generates(order: harmonic.order) {
      let hertz = Double(harmonic.order) * scenario.frequencyHertz
      var radians = Double(harmonic.order) * angle + harmonic.degrees * .pi / 180
      if isCurrent {
        radians += scenario.currentLeadMicroradians * 1e-6 * scenario.nominalFrequencyHertz / hertz
        radians += 2 * .pi * hertz * scenario.currentSkewNanoseconds * 1e-9
      }
      let step = 2 * Double.pi * hertz / setsPerSecond
      lines.append(
        Line(
          cyclesPerSet: hertz / setsPerSecond, radians: radians, peak: counts * harmonic.fraction,
          stepCosine: cos(step), stepSine: sin(step)))
    }
  }

  /// Sets the phasors to those of set `index`.
  mutating func anchor(at index: UInt64) {
    for line in lines.indices {
      let cycles = Double(index) * lines[line].cyclesPerSet
      let radians = 2 * .pi * (cycles - cycles.rounded(.down)) + lines[line].radians
      lines[line].cosine = cos(radians)
      lines[line].sine = sin(radians)
    }
  }

  /// The sample the phasors stand at, in counts before `size`; turns them by one set.
  mutating func next() -> Double {
    var sum = 0.0
    for line in lines.indices {
      let (cosine, sine) = (lines[line].cosine, lines[line].sine)
      sum += lines[line].peak * sine
      lines[line].cosine = cosine * lines[line].stepCosine - sine * lines[line].stepSine
      lines[line].sine = sine * lines[line].stepCosine + cosine * lines[line].stepSine
    }
    return sum
  }

  /// True when the size may differ between the sets `first...last`.
  func changes(between first: UInt64, and last: UInt64) -> Bool {
    let (from, to) = (Double(first) / setsPerSecond, Double(last) / setsPerSecond)
    let edge = SampleChange.edgeSeconds
    return changes.contains {
      ($0.startSeconds <= to && from <= $0.startSeconds + edge)
        || ($0.endSeconds - edge <= to && from <= $0.endSeconds)
    }
  }

  /// The factor of the size at set `index`.
  func size(at index: UInt64) -> Double {
    let seconds = Double(index) / setsPerSecond
    var size = 1.0
    for change in changes where change.startSeconds < seconds && seconds < change.endSeconds {
      let fromEdge = min(seconds - change.startSeconds, change.endSeconds - seconds)
      let part = min(fromEdge / SampleChange.edgeSeconds, 1)
      size *= 1 + (change.factor - 1) * (0.5 - 0.5 * cos(.pi * part))
    }
    return size
  }

  /// The factor of the load at set `index`, 1 without a load; it moves evenly within a second.
  func loadFactor(at index: UInt64, startUTCNanoseconds: Int64) -> Double {
    guard let load else { return 1 }
    let seconds = Double(startUTCNanoseconds) / 1e9 + Double(index) / setsPerSecond
    let whole = seconds.rounded(.down)
    let (now, then) = (load.watts(atUTCSeconds: Int64(whole)), load.watts(atUTCSeconds: Int64(whole) + 1))
    return (now + (then - now) * (seconds - whole)) * factorPerWatt
  }
}
