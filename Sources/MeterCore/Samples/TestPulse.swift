/// Test pulses (LED, S0) in step with the samples: the energy booked by a window is spread evenly over the next one,
/// so a pulse is at most one sample from its place and every booked amount ends in a pulse or in the rest.
///
/// Energy is counted in 2^-16 µWh; what is finer stays in the rest of the next `load`. Where pulses are due faster
/// than width and pause allow they wait their turn (`waiting`), none is dropped.
public struct TestPulse: Sendable, BitwiseCopyable {
  /// Energy of one pulse in 2^-16 µWh.
  public let pulseEnergy: UInt64
  /// Samples a pulse lasts, and the least samples between two.
  public let widthSamples: UInt32
  /// Least samples from the end of a pulse to the next.
  public let pauseSamples: UInt32
  /// Pulses begun so far.
  public private(set) var pulses: UInt64 = 0
  /// Pulses that are due and wait for width and pause.
  public private(set) var waiting: UInt32 = 0
  /// True while the output is active.
  public private(set) var isActive = false

  /// Energy of the window after which the next pulse is due, in 2^-16 µWh.
  private var target: UInt64
  /// Part of the amounts that is finer.
  private var finer: UInt16 = 0
  /// Energy of the window, spread over its samples, and how many of them have passed.
  private var energy: UInt64 = 0
  private var samples: UInt32 = 0
  private var done: UInt32 = 0
  /// Sample of the window at which the next pulse is due; `samples` when none is.
  private var due: UInt32 = 0
  /// Samples until the output may change again.
  private var hold: UInt32 = 0

  /// Creates an output; nil where the pulse is longer than its energy can be counted (2^46 µWh) or has no width.
  public init?(pulseEnergy: EnergyRatio, widthSamples: UInt32, pauseSamples: UInt32) {
    guard widthSamples > 0, pulseEnergy.numerator < 1 << 46 else { return nil }
    let denominator = Int64(pulseEnergy.denominator)
    let energy = (pulseEnergy.numerator << 16 + denominator / 2) / denominator
    guard energy > 0 else { return nil }
    self.pulseEnergy = UInt64(energy)
    target = UInt64(energy)
    self.widthSamples = widthSamples
    self.pauseSamples = pauseSamples
  }

  /// Spreads `amount` (zero or more, below 2^46 µWh) over the next `count` samples. What was due in samples of the
  /// last window that never came is due now.
  public mutating func load(_ amount: FineEnergy, samples count: UInt32) {
    while target <= energy {
      waiting &+= 1
      target &+= pulseEnergy
    }
    target &-= energy
    let fine = UInt32(finer) &+ (amount.fraction & 0xFFFF)
    finer = UInt16(truncatingIfNeeded: fine)
    energy =
      UInt64(truncatingIfNeeded: amount.microwattHours) << 16 &+ UInt64(amount.fraction >> 16)
      &+ UInt64(fine >> 16)
    samples = max(count, 1)
    done = 0
    findDue()
  }

  /// The first sample k of the window with energy · (k + 1) / samples >= target. Once a pulse, not once a sample.
  private mutating func findDue() {
    guard target <= energy else {
      due = samples
      return
    }
    let product = target.multipliedFullWidth(by: UInt64(samples))
    let (quotient, remainder) = energy.dividingFullWidth((product.high, product.low))
    due = UInt32(truncatingIfNeeded: quotient) &- (remainder == 0 && quotient > 0 ? 1 : 0)
  }

  /// Lets one sample pass; returns the output's level.
  public mutating func step() -> Bool {
    while done == due, due < samples {
      waiting &+= 1
      target &+= pulseEnergy
      findDue()
    }
    done &+= 1
    if hold > 0 { hold &-= 1 }
    if hold == 0, isActive {
      isActive = false
      hold = pauseSamples
    }
    if hold == 0, waiting > 0 {
      waiting &-= 1
      pulses &+= 1
      isActive = true
      hold = widthSamples
    }
    return isActive
  }
}
