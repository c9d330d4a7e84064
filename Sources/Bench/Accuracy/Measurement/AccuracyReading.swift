import MeterCore

/// What was read at one point, in exact numbers; the error and its uncertainty follow from it.
public struct AccuracyReading: Equatable, Sendable {
  /// How it was measured.
  public enum Method: String, CaseIterable, Sendable {
    /// Time-stamped edges of the meter, reference over exactly the same time.
    case pulses
    /// Pulses counted between two moments, reference over the same time.
    case counts
    /// Register start and end.
    case register
    /// Error and uncertainty as another instrument shows them.
    case error
  }

  /// The point.
  public var point: String
  /// How it was measured.
  public var method: Method
  /// Whole pulse intervals (`pulses`) or pulses counted.
  public var pulses: Int64 = 0
  /// Time, ns: from the first edge to the last, or of the test.
  public var spanNanoseconds: Int64 = 0
  /// Energy of the reference, nWh.
  public var referenceNanowattHours: Int64 = 0
  /// Step of the reference's reading, nWh; 0 where it is interpolated between pulses.
  public var referenceStep: Int64 = 0
  /// Time of the reference's reading where it is another one than the meter's, ns; else 0.
  public var referenceSpanNanoseconds: Int64 = 0
  /// Doubt about when the reference was read, ± ns.
  public var referenceLatencyNanoseconds: Int64 = 0
  /// Standard deviation of the meter's edges about even energy, ns.
  public var scatterNanoseconds: Int64 = 0
  /// Standard deviation of the reference's edges about even time, ns.
  public var referenceScatterNanoseconds: Int64 = 0
  /// Register before and after, and its step, nWh.
  public var registerStart: Int64 = 0
  public var registerEnd: Int64 = 0
  public var registerStep: Int64 = 0
  /// Error and expanded uncertainty shown by another instrument, parts per billion.
  public var shownError: Int64 = 0
  public var shownUncertainty: Int64 = 0
  /// When, seconds UTC; 0 for not known.
  public var atSeconds: Int64 = 0
  /// Remark.
  public var note = ""

  /// A reading without numbers.
  public init(point: String, method: Method) {
    self.point = point
    self.method = method
  }

  /// Energy of `count` pulses in nWh, rounded once.
  public static func energy(_ count: Int64, _ pulse: EnergyRatio) -> Int64 {
    let scaled = Int128(count) * Int128(pulse.numerator) * 1000
    return rounded(scaled, Int128(pulse.denominator))
  }

  /// a / b to the nearest whole number.
  static func rounded(_ a: Int128, _ b: Int128) -> Int64 {
    let half = a < 0 ? -b / 2 : b / 2
    return Int64(clamping: (a + half) / b)
  }

  /// (measured − true) / true in parts per billion; nil without a true value.
  static func relativeError(measured: Int64, reference: Int64) -> Int64? {
    guard reference > 0 else { return nil }
    return rounded((Int128(measured) - Int128(reference)) * 1_000_000_000, Int128(reference))
  }

  /// The error in parts per billion; nil where the numbers do not give one.
  public func error(_ subject: AccuracySubject) -> Int64? {
    switch method {
    case .error: return shownError
    case .register:
      return Self.relativeError(measured: registerEnd - registerStart, reference: referenceNanowattHours)
    case .pulses, .counts:
      let measured = Self.energy(pulses, subject.pulseEnergy)
      guard pulses > 0, referenceNanowattHours > 0 else { return nil }
      guard referenceSpanNanoseconds > 0, spanNanoseconds > 0 else {
        return Self.relativeError(measured: measured, reference: referenceNanowattHours)
      }
      // Mean powers: the reference's energy is scaled to the meter's time.
      let scaled = Self.rounded(
        Int128(referenceNanowattHours) * Int128(spanNanoseconds), Int128(referenceSpanNanoseconds))
      return Self.relativeError(measured: measured, reference: scaled)
    }
  }
}
