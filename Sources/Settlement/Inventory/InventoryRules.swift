/// What an inventory is checked against, and the response that follows.
///
/// The sets of valid switch regimes, charge codes and their combinations are published elsewhere and were not found;
/// an empty set here means "not checked", and the response says so nowhere: fill them before going live.
public struct InventoryRules: Equatable, Sendable {
  /// Participant id of the unmetered-supplies operator expected for an MPAN; MPANs not listed are not ours.
  public var operators: [MPAN: String]
  /// MPANs that this Meter Administrator is appointed to, with the first date.
  public var appointedFrom: [MPAN: FlowDate]
  /// Sequence number of the newest inventory accepted before.
  public var lastSequence: [MPAN: Int]
  /// Sub-meters known for an MPAN; an MPAN without entry takes any.
  public var subMeters: [MPAN: Set<String>]
  /// Valid switch regimes of CMS items (999 and 998 in a control file) and of others; empty: not checked.
  public var switchRegimes: Set<String>
  /// Valid charge codes; empty: not checked.
  public var chargeCodes: Set<String>
  /// Combinations "charge code/switch regime" that are not valid.
  public var invalidCombinations: Set<String>

  /// Creates rules.
  public init(
    operators: [MPAN: String] = [:], appointedFrom: [MPAN: FlowDate] = [:], lastSequence: [MPAN: Int] = [:],
    subMeters: [MPAN: Set<String>] = [:], switchRegimes: Set<String> = [], chargeCodes: Set<String> = [],
    invalidCombinations: Set<String> = []
  ) {
    self.operators = operators
    self.appointedFrom = appointedFrom
    self.lastSequence = lastSequence
    self.subMeters = subMeters
    self.switchRegimes = switchRegimes
    self.chargeCodes = chargeCodes
    self.invalidCombinations = invalidCombinations
  }

  /// The answer to every MPAN of an inventory that can be named, the first reason in the catalogue's order B to G.
  public func answers(to inventory: UMSInventory) -> [UMSResponse.Answer] {
    var answers: [UMSResponse.Answer] = []
    for problem in inventory.problems {
      guard let reason = problem.reason, let mpan = MPAN(problem.mpan) else { continue }
      let sequence = Int(problem.sequence).flatMap { (1...9999).contains($0) ? $0 : nil } ?? 1
      merge(&answers, mpan: mpan, sequence: sequence, reason: reason, item: problem.item)
    }
    for entry in inventory.entries {
      let before = answers.count
      for (reason, item) in findings(entry, from: inventory.envelope.fromParticipant) {
        merge(&answers, mpan: entry.mpan, sequence: entry.sequence, reason: reason, item: item)
      }
      // A line without a response code (number of items) is no acceptance either.
      let isSilent = inventory.problems.contains { $0.mpan == entry.mpan.description }
      if answers.count == before, !isSilent, !answers.contains(where: { $0.mpan == entry.mpan }) {
        answers.append(UMSResponse.Answer(mpan: entry.mpan, sequence: entry.sequence, reason: .accepted))
      }
    }
    return answers
  }

  private func merge(
    _ answers: inout [UMSResponse.Answer], mpan: MPAN, sequence: Int, reason: UMSResponse.Reason,
    item: UMSResponse.ItemError?
  ) {
    if let index = answers.firstIndex(where: { $0.mpan == mpan && $0.sequence == sequence }) {
      if reason == .itemErrors, answers[index].reason == .itemErrors {
        if let item, !answers[index].errors.contains(item) { answers[index].errors.append(item) }
      } else if reason.rawValue < answers[index].reason.rawValue {
        answers[index].reason = reason
        answers[index].errors = []
      }
      return
    }
    answers.append(
      UMSResponse.Answer(mpan: mpan, sequence: sequence, reason: reason, errors: item.map { [$0] } ?? []))
  }

  private func findings(
    _ entry: UMSInventory.Entry, from participant: String
  ) -> [(UMSResponse.Reason, UMSResponse.ItemError?)] {
    var found: [(UMSResponse.Reason, UMSResponse.ItemError?)] = []
    if !operators.isEmpty, operators[entry.mpan] != participant { found.append((.wrongOperator, nil)) }
    if let last = lastSequence[entry.mpan], entry.sequence != last + 1 {
      found.append((.sequenceNumberError, nil))
    }
    if !appointedFrom.isEmpty {
      if let from = appointedFrom[entry.mpan] {
        if entry.effectiveFrom < from { found.append((.invalidEffectiveDate, nil)) }
      } else {
        found.append((.appointmentError, nil))
      }
    }
    var folded: Set<String> = []
    for subMeter in entry.subMeters {
      if let known = subMeters[entry.mpan], !known.contains(subMeter.id) {
        found.append((.invalidSubMeter, nil))
      }
      for item in subMeter.items {
        func error(_ code: UMSResponse.ItemErrorCode) {
          found.append(
            (
              .itemErrors,
              UMSResponse.ItemError(
                code: code, switchRegime: item.switchRegime, chargeCode: item.chargeCode,
                unitReference: item.unitReference)
            ))
        }
        if !switchRegimes.isEmpty, !switchRegimes.contains(item.switchRegime) { error(.invalidSwitchRegime) }
        if !chargeCodes.isEmpty, !chargeCodes.contains(item.chargeCode) { error(.invalidChargeCode) }
        if invalidCombinations.contains("\(item.chargeCode)/\(item.switchRegime)") {
          error(.invalidCombination)
        }
        if let unit = item.unitReference, !folded.insert(unit.lowercased()).inserted {
          error(.invalidUnitReference)
        }
      }
    }
    return found
  }
}
