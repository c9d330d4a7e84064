/// Judges the rules of a code on what was seen of a meter.
public struct CoPJudge: Sendable {
  let seen: CoPObservations
  let options: CoPOptions

  /// Judges `seen`.
  public init(_ seen: CoPObservations, _ options: CoPOptions) {
    self.seen = seen
    self.options = options
  }

  /// A result for every rule of the code.
  public func results() -> [CoPResult] { CoPRules.of(options.code).map(result) }

  /// The result of one rule.
  public func result(_ rule: CoPRule) -> CoPResult {
    let findings = findings(rule)
    let bad = findings.filter { $0.outcome == .bad }
    let failing = bad.first { rule.status(of: $0.part).canFail }
    var reasons: [String] = []
    var isUnproven = false
    for finding in findings {
      switch finding.outcome {
      case .notProven(let advice):
        isUnproven = true
        reasons.append("not proven: \(advice)")
      case .notRun(let reason): reasons.append(finding.part.isEmpty ? reason : "\(finding.part): \(reason)")
      default: break
      }
    }
    let verdict: CoPVerdict
    if failing != nil {
      verdict = .fail
    } else if !bad.isEmpty {
      verdict = .warn
    } else if !isUnproven, findings.contains(where: { $0.outcome == .good }) {
      verdict = .pass
    } else {
      verdict = .notRun
    }
    let part = failing?.part ?? bad.first?.part ?? ""
    // What broke the rule comes first.
    let told = bad + findings.filter { $0.outcome != .bad }
    return CoPResult(
      rule: rule.id, title: rule.title, verdict: verdict, reason: reasons.joined(separator: "; "),
      measured: told.map(\.measured).filter { !$0.isEmpty }.joined(separator: "; "), limit: rule.limit,
      uncertainty: told.map(\.uncertainty).first { !$0.isEmpty } ?? "",
      source: part.isEmpty ? rule.sourceText : rule.source(of: part).tag, status: rule.status(of: part))
  }

  private func findings(_ rule: CoPRule) -> [CoPFinding] {
    let found: [CoPFinding]
    switch rule.id {
    case "OST-ID-1": found = identity()
    case "OST-STO-1": found = storage()
    case "OST-STO-2": found = legacyStorage()
    case "OST-STO-3": found = wholeStore()
    case "OST-INT-1": found = integrationPeriod()
    case "OST-INT-2": found = onTheHour()
    case "OST-RES-1": found = resolution()
    case "OST-ADV-1": found = advance()
    case "OST-ADV-2": found = advanceOfActual()
    case "OST-RPT-1": found = repeatedRead()
    case "OST-RD-1": found = unchanged()
    case "TIM-1": found = clockOffset()
    case "TIM-2": found = clockDrift()
    case "TIM-3": found = rowSpacing()
    case "TIM-4": found = utcAllYear()
    case "TIM-5": found = clockByLevel1()
    case "TIM-6": found = clockByLevel2()
    case "SEC-1": found = passwordLengths()
    case "SEC-2": found = accessLevels()
    case "SEC-3": found = wrongPasswords()
    case "SEC-4": found = secrets()
    case "ALM-9": found = supplyFailure()
    case "REG-1": found = fourQuantities()
    case "REG-2": found = rateSums()
    case "REG-3": found = maximumDemand()
    case "MTD-1": found = technicalDetails()
    case "ACC-*": found = accuracy()
    case "PUL-1": found = pulseShape()
    case "PUL-2": found = pulseSum()
    case "COM-1": found = noisyLine()
    case "COM-2": found = brokenLine()
    default: found = rule.id.hasPrefix("ALM-") ? flag(Int(rule.id.dropFirst(4)).map { $0 - 1 } ?? 0) : []
    }
    if !found.isEmpty { return found }
    let usual =
      switch rule.access {
      case .read: "the meter did not show what is needed"
      case .bench: "changes the meter: give --bench on a bench meter"
      case .condition: "the flag is not in the rows read; its condition is to be made on a bench"
      case .pulses: "needs edges of the pulse output: --pulses FILE"
      case .elsewhere: "measured by meter bench accuracy: name its evidence with --accuracy DIR"
      }
    return [.notRun(seen.reasons[rule.id] ?? usual)]
  }
}
