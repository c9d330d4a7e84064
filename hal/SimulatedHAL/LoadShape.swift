/// Power of a simulated load over the day, repeatable from its seed.
public struct LoadShape: Equatable, Sendable {
  /// Kinds of load.
  public enum Kind: String, Equatable, Sendable, CaseIterable {
    /// The same power always.
    case constant
    /// A household: night base, morning and evening peaks, appliances that switch.
    case household
    /// Photovoltaics: a bell between 06:00 and 20:00 UTC with passing clouds.
    case solar
  }

  /// Kind of load.
  public var kind: Kind
  /// Highest power in watts.
  public var peakWatts: Double
  /// Makes different days and different meters.
  public var seed: UInt64

  /// Creates a load.
  public init(_ kind: Kind, peakWatts: Double, seed: UInt64 = 1) {
    self.kind = kind
    self.peakWatts = peakWatts
    self.seed = seed
  }

  /// Power in watts at a UTC time.
  public func watts(atUTCSeconds seconds: Int64) -> Double {
    let hour = Double(((seconds % 86_400) + 86_400) % 86_400) / 3600
    switch kind {
    case .constant: return peakWatts
    case .household:
      let morning = bell(hour, centre: 7.5, width: 1.2)
      let evening = bell(hour, centre: 18.5, width: 2.2)
      let appliance = noise(seconds / 900) > 0.8 ? 0.25 : 0
      return peakWatts * min(0.06 + 0.3 * morning + 0.5 * evening + appliance * noise(seconds / 60), 1)
    case .solar:
      guard hour > 6, hour < 20 else { return 0 }
      let height = 1 - ((hour - 13) / 7) * ((hour - 13) / 7)
      return peakWatts * height * (0.5 + 0.5 * noise(seconds / 300))
    }
  }

  private func bell(_ hour: Double, centre: Double, width: Double) -> Double {
    let x = (hour - centre) / width
    return 1 / (1 + x * x * x * x)
  }

  /// A number in 0..<1 that depends on `index` and the seed only (SplitMix64).
  private func noise(_ index: Int64) -> Double {
    var z = UInt64(bitPattern: index) &+ seed &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }
}
