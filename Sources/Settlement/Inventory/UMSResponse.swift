/// The answer to an inventory (D0389 v001): accepted, or why not.
public struct UMSResponse: Equatable, Sendable {
  /// Response reason (J2269).
  public enum Reason: String, Sendable, CaseIterable {
    case accepted = "A"
    case wrongOperator = "B"
    case sequenceNumberError = "C"
    case invalidEffectiveDate = "D"
    case appointmentError = "E"
    case invalidSubMeter = "F"
    /// Charge code, switch regime or CMS Unit Reference: details follow.
    case itemErrors = "G"

    /// In words.
    public var words: String {
      switch self {
      case .accepted: "accepted"
      case .wrongOperator: "wrong unmetered-supplies operator"
      case .sequenceNumberError: "sequence number error"
      case .invalidEffectiveDate: "invalid effective-from date"
      case .appointmentError: "appointment error"
      case .invalidSubMeter: "invalid sub-meter"
      case .itemErrors: "errors with charge code, switch regime or CMS Unit Reference"
      }
    }
  }

  /// UMS error code (J2270).
  public enum ItemErrorCode: String, Sendable, CaseIterable {
    case invalidSwitchRegime = "A"
    case invalidChargeCode = "B"
    case invalidCombination = "C"
    case invalidUnitReference = "D"
  }

  /// One error of an item (RP2).
  public struct ItemError: Hashable, Sendable {
    /// What is wrong.
    public var code: ItemErrorCode
    /// Switch regime concerned.
    public var switchRegime: String?
    /// Charge code concerned.
    public var chargeCode: String?
    /// CMS Unit Reference concerned.
    public var unitReference: String?

    /// Creates an error.
    public init(
      code: ItemErrorCode, switchRegime: String? = nil, chargeCode: String? = nil,
      unitReference: String? = nil
    ) {
      self.code = code
      self.switchRegime = switchRegime
      self.chargeCode = chargeCode
      self.unitReference = unitReference
    }
  }

  /// The answer for one MPAN (RP1).
  public struct Answer: Equatable, Sendable {
    /// MPAN core.
    public var mpan: MPAN
    /// Inventory sequence number answered.
    public var sequence: Int
    /// Reason.
    public var reason: Reason
    /// Errors of items; only with reason G, and then at least one.
    public var errors: [ItemError]

    /// Creates an answer.
    public init(mpan: MPAN, sequence: Int, reason: Reason, errors: [ItemError] = []) {
      self.mpan = mpan
      self.sequence = sequence
      self.reason = reason
      self.errors = errors
    }
  }

  /// Flow and version.
  public static let flow = "D0389001"
  /// Header and trailer.
  public var envelope: FlowEnvelope
  /// Answers in the file's order.
  public var answers: [Answer]

  /// Creates a response.
  public init(envelope: FlowEnvelope, answers: [Answer]) {
    self.envelope = envelope
    self.answers = answers
  }

  /// The file, lines ended by LF.
  public var text: String {
    var lines: [String] = []
    for answer in answers {
      lines.append("RP1|\(answer.mpan)|\(answer.sequence)|\(answer.reason.rawValue)|")
      for error in answer.errors {
        lines.append(
          "RP2|\(error.code.rawValue)|\(error.switchRegime ?? "")|\(error.chargeCode ?? "")|\(error.unitReference ?? "")|"
        )
      }
    }
    let all =
      [envelope.header(flow: Self.flow)] + lines + [
        envelope.trailer(lines: lines.count, flows: answers.count)
      ]
    return all.joined(separator: "\n") + "\n"
  }

  /// Reads a file; throws at the first line that is wrong. RP2 is expected with reason G and only with it (the
  /// catalogue lists it as always present, which an acceptance cannot fulfil).
  public init(parsing text: String) throws(FlowError) {
    let file = try FlowFile(text, flow: Self.flow)
    envelope = file.envelope
    answers = []
    func checkErrors(_ answers: [Answer], line: Int) throws(FlowError) {
      guard let last = answers.last else { return }
      guard (last.reason == .itemErrors) == !last.errors.isEmpty else {
        throw FlowError(
          line: line, group: "RP2",
          reason: last.errors.isEmpty
            ? "is missing: reason G names its errors" : "comes with reason \(last.reason.rawValue)")
      }
    }
    for record in file.records {
      switch record.group {
      case "RP1":
        try checkErrors(answers, line: record.line)
        try record.expect(cells: 3)
        guard let reason = Reason(rawValue: String(record.cell(2))) else {
          throw record.error("Response Reason", "'\(record.cell(2))' is none of A to G")
        }
        answers.append(
          Answer(
            mpan: try record.mpan(0), sequence: try record.integer(1, "Inventory Sequence Number", 1...9999),
            reason: reason))
      case "RP2":
        guard !answers.isEmpty else { throw record.error("", "comes before any RP1") }
        try record.expect(cells: 4)
        guard let code = ItemErrorCode(rawValue: String(record.cell(0))) else {
          throw record.error("UMS Error Code", "'\(record.cell(0))' is none of A to D")
        }
        func optional(_ index: Int, _ field: String, _ length: Int) throws(FlowError) -> String? {
          if record.cell(index).isEmpty { return nil }
          return try record.text(index, field, length...length)
        }
        answers[answers.count - 1].errors.append(
          ItemError(
            code: code, switchRegime: try optional(1, "Switch Regime", 3),
            chargeCode: try optional(2, "Charge Code", 13),
            unitReference: try optional(3, "CMS Unit Reference", 12)))
      default: throw record.error("", "is no group of \(Self.flow)")
      }
    }
    try checkErrors(answers, line: file.trailerLine)
    guard !answers.isEmpty else {
      throw FlowError(line: file.trailerLine, group: "RP1", reason: "is missing: at least one is expected")
    }
    try file.check(flows: answers.count)
  }
}
