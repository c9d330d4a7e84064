/// Watches one element's voltage, window by window.
struct SupplyMonitor: Equatable, Sendable, BitwiseCopyable {
  enum Condition: UInt8, Sendable, BitwiseCopyable { case normal, sag, swell, failed }

  private(set) var condition = Condition.normal
  private var nanoseconds: UInt64 = 0

  /// Takes a window's voltage; returns the event it makes, if any.
  mutating func take(
    millivolts: UInt32, nanoseconds duration: UInt64, _ thresholds: SupplyThresholds
  ) -> (code: MeterEventCode, value: Int64)? {
    let next = judge(millivolts, thresholds)
    guard next != condition else {
      nanoseconds &+= duration
      return nil
    }
    let before = condition
    let milliseconds = Int64(nanoseconds / 1_000_000)
    condition = next
    nanoseconds = duration
    switch next {
    case .failed: return (.phaseFailed, Int64(millivolts))
    case .sag where before != .failed: return (.voltageSag, Int64(millivolts))
    case .swell where before != .failed: return (.voltageSwell, Int64(millivolts))
    case .normal where before != .failed: return (.voltageNormal, milliseconds)
    default: return (.phaseRestored, milliseconds)
    }
  }

  private func judge(_ millivolts: UInt32, _ t: SupplyThresholds) -> Condition {
    let slack = Int(t.hysteresisPercent)
    let failure = Int(t.failurePercent) + (condition == .failed ? slack : 0)
    if millivolts < t.millivolts(percent: failure) { return .failed }
    let sag = Int(t.sagPercent) + (condition == .sag || condition == .failed ? slack : 0)
    if millivolts < t.millivolts(percent: sag) { return .sag }
    let swell = Int(t.swellPercent) - (condition == .swell ? slack : 0)
    if millivolts > t.millivolts(percent: swell) { return .swell }
    return .normal
  }
}
