/// The verdict on a rule.
public enum CoPVerdict: String, Codable, Sendable, CaseIterable {
  case pass
  /// A verified or derived rule is broken.
  case fail
  /// An advisory rule is broken.
  case warn
  /// Not judged, for the reason given.
  case notRun = "not-run"
}

/// What came of one rule.
public struct CoPResult: Codable, Equatable, Sendable {
  /// The rule.
  public var rule: String
  public var title: String
  /// The verdict.
  public var verdict: CoPVerdict
  /// Why it was not judged, or not in part; empty where it was.
  public var reason: String
  /// What was measured.
  public var measured: String
  /// The limit.
  public var limit: String
  /// Uncertainty of what was measured; empty where it is exact.
  public var uncertainty: String
  /// Where the deciding part of the rule was found, and how sure it is.
  public var source: String
  public var status: CoPRuleStatus
}

/// What came of a part of a rule.
struct CoPFinding {
  enum Outcome: Equatable {
    case good
    case bad
    /// The limit lies within the uncertainty.
    case notProven(String)
    case notRun(String)
  }

  var part = ""
  var outcome: Outcome
  var measured = ""
  var uncertainty = ""

  static func notRun(_ reason: String, part: String = "") -> CoPFinding {
    CoPFinding(part: part, outcome: .notRun(reason))
  }

  init(part: String = "", outcome: Outcome, measured: String = "", uncertainty: String = "") {
    self.part = part
    self.outcome = outcome
    self.measured = measured
    self.uncertainty = uncertainty
  }

  /// Good or bad.
  init(_ isGood: Bool, _ measured: String, part: String = "", uncertainty: String = "") {
    self.init(part: part, outcome: isGood ? .good : .bad, measured: measured, uncertainty: uncertainty)
  }

  /// A size against a limit: good or bad only where the uncertainty leaves no doubt.
  init(_ value: Double, within limit: Double, uncertainty: Double, _ measured: String, advice: String) {
    let outcome: Outcome =
      abs(value) + uncertainty <= limit
      ? .good : abs(value) - uncertainty > limit ? .bad : .notProven(advice)
    self.init(outcome: outcome, measured: measured, uncertainty: CoPNumber.text(uncertainty))
  }
}

/// Numbers of results.
enum CoPNumber {
  /// Three places, or whole.
  static func text(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
    let thousands = (value * 1000).rounded()
    if abs(thousands) < 10 { return "\((value * 1e6).rounded() / 1e6)" }
    return "\(thousands / 1000)"
  }
}
