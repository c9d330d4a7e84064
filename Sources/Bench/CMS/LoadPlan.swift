/// What a unit really does in a scenario: steady loads one after the other. The reference that the virtual meter is
/// held against; exact, because loads are whole watts and times whole seconds.
public struct LoadPlan: Equatable, Sendable {
  /// A steady load from `start` on, until the next one.
  public struct Step: Equatable, Sendable {
    /// Seconds UTC.
    public var start: Int64
    /// W.
    public var watts: Int64

    /// Creates a step.
    public init(_ start: Int64, _ watts: Int64) {
      self.start = start
      self.watts = watts
    }
  }

  /// The steps, in order; before the first there is no load.
  public var steps: [Step]
  /// End of the plan: seconds UTC.
  public var end: Int64

  /// Creates a plan.
  public init(_ steps: [Step], end: Int64) {
    self.steps = steps
    self.end = end
  }

  /// Energy from `from` to `to` in watt-seconds.
  public func wattSeconds(from: Int64, to: Int64) -> Int64 {
    var sum: Int64 = 0
    for (index, step) in steps.enumerated() {
      let next = index + 1 < steps.count ? steps[index + 1].start : end
      sum += step.watts * max(min(next, to) - max(step.start, from), 0)
    }
    return sum
  }

  /// Load at a time in W.
  public func watts(at second: Int64) -> Int64 {
    second >= end ? 0 : steps.last { $0.start <= second }?.watts ?? 0
  }
}
