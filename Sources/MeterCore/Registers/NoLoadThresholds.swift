/// Powers between which a load is no load.
public struct NoLoadThresholds: Equatable, Sendable, BitwiseCopyable {
  /// Mean power from which metering starts, in mW (mvar, mVA).
  public var startMilliwatts: UInt32
  /// Mean power below which metering stops, in mW; below `startMilliwatts`, so that it does not chatter.
  public var stopMilliwatts: UInt32

  /// No threshold: everything is booked.
  public static let none = NoLoadThresholds(startMilliwatts: 0, stopMilliwatts: 0)

  /// Creates thresholds.
  public init(startMilliwatts: UInt32, stopMilliwatts: UInt32) {
    self.startMilliwatts = startMilliwatts
    self.stopMilliwatts = min(stopMilliwatts, startMilliwatts)
  }

  /// Thresholds of a meter that must start at `startingMilliamperes` (IEC 62053-21 and -22, starting current) and
  /// `nominalMillivolts`: 0.8 and 0.4 of that power, far from both the noise and the standard's starting power.
  public init(startingMilliamperes: UInt32, nominalMillivolts: UInt32) {
    let milliwatts = UInt64(startingMilliamperes) * UInt64(nominalMillivolts) / 1000
    let start = UInt32(min(milliwatts * 4 / 5, UInt64(UInt32.max)))
    self.init(startMilliwatts: start, stopMilliwatts: start / 2)
  }
}
