/// D0379 v001 (UTC days, 48 half hours) and D0380 v001 (local settlement days, 46, 48 or 50), Data Transfer
/// Catalogue 15.4: MPAN group, date group, half hours; one validated flag at the end of the file.
public struct AdvanceFlow: Equatable, Sendable {
  /// Which of the two.
  public enum Kind: String, Sendable, CaseIterable {
    /// Half Hourly Advances UTC.
    case d0379 = "D0379001"
    /// Half Hourly Advances for Inclusion in Aggregated Supplier Matrix.
    case d0380 = "D0380001"

    var mpanGroup: String { self == .d0379 ? "25B" : "101" }
    var dateGroup: String { self == .d0379 ? "26B" : "102" }
    var periodGroup: String { self == .d0379 ? "66L" : "65L" }
    var dateField: String { self == .d0379 ? "Date" : "Settlement Date" }
    func allows(_ periods: Int) -> Bool {
      self == .d0379 ? periods == 48 : periods == 46 || periods == 48 || periods == 50
    }
    var expected: String { self == .d0379 ? "exactly 48" : "46, 48 or 50" }
  }

  /// Which flow.
  public var kind: Kind
  /// Header and trailer.
  public var envelope: FlowEnvelope
  /// MPANs in the file's order.
  public var sets: [AdvanceSet]
  /// Supplier Validated Flag (64L). What a Meter Administrator should send was not found: a setting, *unverified*.
  public var isValidated: Bool

  /// Creates a flow.
  public init(_ kind: Kind, envelope: FlowEnvelope, sets: [AdvanceSet], isValidated: Bool) {
    self.kind = kind
    self.envelope = envelope
    self.sets = sets
    self.isValidated = isValidated
  }

  /// The file, lines ended by LF. Throws where a value does not fit its field.
  public func text() throws(FlowError) -> String {
    var bytes: [UInt8] = []
    var writer = AdvanceFlowWriter(kind, envelope: envelope)
    for set in sets { try writer.append(set, to: &bytes) }
    writer.finish(isValidated: isValidated, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a file; throws at the first line that is wrong.
  public init(_ kind: Kind, parsing text: String) throws(FlowError) {
    let file = try FlowFile(text, flow: kind.rawValue)
    self.kind = kind
    envelope = file.envelope
    sets = []
    isValidated = false
    var sawFlag = false
    var dateLine = 0
    // MPAN, quantity and date, over all sets of the file.
    var sent: Set<String> = []
    func checkDay(_ sets: [AdvanceSet]) throws(FlowError) {
      guard let set = sets.last else { return }
      guard let day = set.days.last else {
        throw FlowError(line: dateLine, group: kind.mpanGroup, reason: "has no \(kind.dateGroup) record")
      }
      guard kind.allows(day.periods.count) else {
        throw FlowError(
          line: dateLine, group: kind.periodGroup,
          reason: "\(day.date) of \(set.mpan) has \(day.periods.count) half hours, expected \(kind.expected)")
      }
    }
    for record in file.records {
      guard !sawFlag else { throw record.error("", "follows 64L, which comes last and once") }
      switch record.group {
      case kind.mpanGroup:
        try checkDay(sets)
        dateLine = record.line
        try record.expect(cells: 3)
        guard let quantity = AdvanceSet.Quantity(rawValue: String(record.cell(1))) else {
          throw record.error("Measurement Quantity", "'\(record.cell(1))' is none of AI, AE, RI, RE, UN")
        }
        sets.append(
          AdvanceSet(
            mpan: try record.mpan(0), quantity: quantity, supplier: try record.text(2, "Supplier Id", 4...4),
            days: []))
      case kind.dateGroup:
        guard !sets.isEmpty else { throw record.error("", "comes before any \(kind.mpanGroup)") }
        if sets[sets.count - 1].days.last != nil { try checkDay(sets) }
        dateLine = record.line
        try record.expect(cells: 1)
        let date = try record.date(0, kind.dateField)
        let set = sets[sets.count - 1]
        let isNew = sent.insert("\(set.mpan) \(set.quantity.rawValue) \(date)").inserted
        guard isNew else {
          throw record.error(
            kind.dateField, "\(date) comes twice for \(set.mpan): its energy would count twice")
        }
        sets[sets.count - 1].days.append(SettledDay(date: date, periods: []))
      case kind.periodGroup:
        guard !sets.isEmpty, !sets[sets.count - 1].days.isEmpty else {
          throw record.error("", "comes before any \(kind.dateGroup)")
        }
        let last = sets[sets.count - 1].days.count - 1
        sets[sets.count - 1].days[last].periods.append(try SettledPeriod(record))
      case "64L":
        try checkDay(sets)
        try record.expect(cells: 1)
        isValidated = try record.boolean(0, "Supplier Validated Flag")
        sawFlag = true
      default: throw record.error("", "is no group of \(kind.rawValue)")
      }
    }
    guard sawFlag else {
      throw FlowError(line: file.trailerLine, group: "64L", reason: "is missing: exactly one is expected")
    }
    guard !sets.isEmpty else {
      throw FlowError(
        line: file.trailerLine, group: kind.mpanGroup, reason: "is missing: at least one is expected")
    }
    try file.check(flows: sets.count)
  }
}
