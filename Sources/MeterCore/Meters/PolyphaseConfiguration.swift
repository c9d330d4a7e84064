/// Set-up of a polyphase meter, beside its registers.
public struct PolyphaseConfiguration: Equatable, Sendable, BitwiseCopyable {
  /// How the elements are connected.
  public var wiring: Wiring
  /// How they add up.
  public var summation: Summation
  /// No-load thresholds of an element's active, reactive and apparent power.
  public var activeNoLoad: NoLoadThresholds
  /// No-load thresholds of reactive power, in mvar.
  public var reactiveNoLoad: NoLoadThresholds
  /// When a voltage is an event.
  public var supply: SupplyThresholds
  /// Samples of a window at the end stops from which the window is over range and
  /// only estimated; single ones may be spikes.
  public var overRangeSamples: UInt32 = 20

  /// Creates a set-up in which the sum of three phases is a vector.
  public init(
    wiring: Wiring, summation: Summation = .vector, activeNoLoad: NoLoadThresholds,
    reactiveNoLoad: NoLoadThresholds, supply: SupplyThresholds
  ) {
    self.wiring = wiring
    self.summation = summation
    self.activeNoLoad = activeNoLoad
    self.reactiveNoLoad = reactiveNoLoad
    self.supply = supply
  }
}
