/// What a comparison came to.
public enum EvidenceVerdict: String, Codable, Equatable, Sendable, CaseIterable {
  /// It holds, also with the uncertainty against it.
  case pass
  /// It does not hold, but the rule is advisory and can never fail a meter.
  case warn
  /// The limit lies within the uncertainty: neither pass nor fail.
  case notProven = "not proven"
  /// It was not tried.
  case notRun = "not run"
  /// It does not hold, even with the uncertainty in its favour.
  case fail

  /// True where nothing stands against the meter.
  public var isPassed: Bool { self == .pass || self == .warn }

  /// The verdict of a whole: the worst of its parts, `notRun` for no parts.
  public static func worst(_ verdicts: some Sequence<EvidenceVerdict>) -> EvidenceVerdict {
    verdicts.max { $0.severity < $1.severity } ?? .notRun
  }

  private var severity: Int {
    switch self {
    case .pass: 0
    case .warn: 1
    case .notRun: 2
    case .notProven: 3
    case .fail: 4
    }
  }
}
