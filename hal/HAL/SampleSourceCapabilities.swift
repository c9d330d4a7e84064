/// What a sample source can promise about loss and time.
public struct SampleSourceCapabilities: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  /// Creates a set from its raw bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The device numbers its sets: the jump of the index is the exact number of lost sets.
  public static let countsLostSets = SampleSourceCapabilities(rawValue: 1 << 0)
  /// Loss is found from time stamps: the jump is an estimate, good to one set where the clocks agree.
  public static let estimatesLostSets = SampleSourceCapabilities(rawValue: 1 << 1)
  /// Sets are stamped where they are taken, not where they are read.
  public static let stampsInDevice = SampleSourceCapabilities(rawValue: 1 << 2)
}
