/// When a gateway reads its meters. All times are UTC seconds.
public struct CollectionSchedule: Equatable, Sendable {
  /// How much is read.
  public enum Kind: String, Sendable, CaseIterable {
    /// The periods since the last read, and registers that are reconciled.
    case halfHourly = "half-hourly"
    /// Everything the meters file asks for, and what is missing from the days before.
    case daily
  }

  /// What is known of a meter's reads.
  public struct Progress: Equatable, Sendable {
    /// When the last complete read of each kind began; a daily one counts for both.
    public var lastDaily: Int64?
    public var lastComplete: Int64?
    /// When the last read ended, whatever became of it, and how many failed since the last complete one.
    public var lastAttempt: Int64?
    public var failures = 0

    /// Nothing was read yet.
    public init() {}
  }

  /// Minute of the day for daily reads; nil for none.
  public var dailyMinute: Int?
  /// Seconds after each half hour for half-hourly reads; nil for none.
  public var halfHourOffsetSeconds: Int?

  /// A schedule without reads.
  public init(dailyMinute: Int? = nil, halfHourOffsetSeconds: Int? = nil) {
    self.dailyMinute = dailyMinute
    self.halfHourOffsetSeconds = halfHourOffsetSeconds
  }

  private func grid(_ kind: Kind) -> (period: Int64, offset: Int64)? {
    switch kind {
    case .daily: dailyMinute.map { (86_400, Int64($0) * 60) }
    case .halfHourly: halfHourOffsetSeconds.map { (1800, Int64($0)) }
    }
  }

  /// The newest time at or before `now` at which `kind` was due; nil where it never is.
  public func lastDue(_ kind: Kind, now: Int64) -> Int64? {
    guard let (period, offset) = grid(kind) else { return nil }
    let rest = (now - offset) % period
    return now - (rest < 0 ? rest + period : rest)
  }

  /// What a meter needs now. What was due while the gateway was off, or failed, is due still: once, not as often as
  /// it was missed.
  public func need(_ progress: Progress, now: Int64) -> Kind? {
    if progress.failures > 0, let last = progress.lastAttempt, now < last + pause(progress.failures) {
      return nil
    }
    if let due = lastDue(.daily, now: now), (progress.lastDaily ?? Int64.min) < due { return .daily }
    if let due = lastDue(.halfHourly, now: now), (progress.lastComplete ?? Int64.min) < due {
      return .halfHourly
    }
    return nil
  }

  /// Seconds before a meter that failed is tried again: one minute, doubled up to half an hour.
  public func pause(_ failures: Int) -> Int64 { min(60 << Int64(min(max(failures - 1, 0), 10)), 1800) }

  /// The earliest time after `now` at which a meter needs something.
  public func next(_ progress: Progress, after now: Int64) -> Int64 {
    var times: [Int64] = []
    for kind in Kind.allCases {
      guard let (period, _) = grid(kind), let due = lastDue(kind, now: now) else { continue }
      times.append(due + period)
    }
    if progress.failures > 0, let last = progress.lastAttempt {
      let again = last + pause(progress.failures)
      if again > now { times.append(again) }
    }
    return times.min() ?? now + 86_400
  }
}
