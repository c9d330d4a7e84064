/// Reading D0388: a file whose structure is wrong is refused; a field that is wrong becomes a problem with the
/// response its sender is owed, and reading goes on.
extension UMSInventory {
  /// Reads a file. Throws where its structure is wrong: no header or trailer, counts, unknown groups, order.
  public init(parsing text: String) throws(FlowError) {
    let file = try FlowFile(text, flow: Self.flow)
    envelope = file.envelope
    entries = []
    problems = []
    var mpans = 0
    var mpanText = ""
    var sequenceText = ""
    // Nothing below a record that could not be read is attributed to the one before.
    var hasEntry = false
    var hasSubMeter = false
    var sawSubMeter = true
    for record in file.records {
      switch record.group {
      case "GP1":
        guard sawSubMeter else { throw record.error("", "follows a GP1 without any GP2") }
        mpans += 1
        hasEntry = false
        hasSubMeter = false
        sawSubMeter = false
        try record.expect(cells: 3)
        mpanText = String(record.cell(0))
        sequenceText = String(record.cell(1))
        func note(_ reason: UMSResponse.Reason, _ error: FlowError) {
          problems.append(
            InventoryProblem(error: error, mpan: mpanText, sequence: sequenceText, reason: reason, item: nil))
        }
        var mpan: MPAN?
        var sequence: Int?
        var date: FlowDate?
        // No answer can name an MPAN that is no MPAN; the catalogue's nearest reason is the wrong operator.
        do throws(FlowError) { mpan = try record.mpan(0) } catch { note(.wrongOperator, error) }
        do throws(FlowError) {
          sequence = try record.integer(1, "Inventory Sequence Number", 1...9999)
        } catch { note(.sequenceNumberError, error) }
        do throws(FlowError) {
          date = try record.date(2, "Effective-from Date")
        } catch { note(.invalidEffectiveDate, error) }
        if let mpan, let sequence, let date {
          entries.append(Entry(mpan: mpan, sequence: sequence, effectiveFrom: date, subMeters: []))
          hasEntry = true
        }
      case "GP2":
        guard mpans > 0 else { throw record.error("", "comes before any GP1") }
        try record.expect(cells: 2)
        sawSubMeter = true
        hasSubMeter = false
        do throws(FlowError) {
          let id = try record.text(0, "UMS Sub-Meter", 7...7)
          guard id.utf8.allSatisfy(Self.isAlphanumeric) else {
            throw record.error("UMS Sub-Meter", "'\(id)' is not alphanumeric")
          }
          let isCMS = try record.boolean(1, "CMS Indicator")
          if hasEntry {
            entries[entries.count - 1].subMeters.append(SubMeter(id: id, isCMS: isCMS, items: []))
            hasSubMeter = true
          }
        } catch {
          problems.append(
            InventoryProblem(
              error: error, mpan: mpanText, sequence: sequenceText, reason: .invalidSubMeter, item: nil))
        }
      case "GP3", "GP4":
        let isCMS = record.group == "GP4"
        try record.expect(cells: isCMS ? 4 : 3)
        if hasSubMeter, let subMeter = entries.last?.subMeters.last, subMeter.isCMS != isCMS {
          throw record.error(
            "", "belongs to a CMS Indicator \(isCMS ? "T" : "F"), the GP2 before says otherwise")
        }
        guard sawSubMeter, mpans > 0 else { throw record.error("", "comes before any GP2") }
        if let item = readItem(record, isCMS: isCMS, mpan: mpanText, sequence: sequenceText), hasSubMeter {
          let last = entries[entries.count - 1].subMeters.count - 1
          entries[entries.count - 1].subMeters[last].items.append(item)
        }
      default: throw record.error("", "is no group of \(Self.flow)")
      }
    }
    guard mpans > 0, sawSubMeter else {
      throw FlowError(
        line: file.trailerLine, group: mpans == 0 ? "GP1" : "GP2",
        reason: "is missing: at least one is expected")
    }
    try file.check(flows: mpans)
  }

  private mutating func readItem(
    _ record: FlowRecord, isCMS: Bool, mpan: String, sequence: String
  ) -> Item? {
    let base = isCMS ? 1 : 0
    let regime = String(record.cell(base))
    let charge = String(record.cell(base + 1))
    let unit = isCMS ? String(record.cell(0)) : nil
    let before = problems.count
    func check(
      _ field: String, _ text: String, _ length: Int, _ code: UMSResponse.ItemErrorCode
    ) -> InventoryProblem? {
      guard text.utf8.count != length || !text.utf8.allSatisfy(Self.isAlphanumeric) else { return nil }
      return InventoryProblem(
        error: record.error(field, "'\(text)' is not \(length) letters and digits"), mpan: mpan,
        sequence: sequence, reason: .itemErrors,
        // A wrong field does not fit the response's own width: it is left out there.
        item: UMSResponse.ItemError(
          code: code, switchRegime: regime.utf8.count == 3 ? regime : nil,
          chargeCode: charge.utf8.count == 13 ? charge : nil,
          unitReference: unit?.utf8.count == 12 ? unit : nil))
    }
    if let unit, let problem = check("CMS Unit Reference", unit, 12, .invalidUnitReference) {
      problems.append(problem)
    }
    if let problem = check("Switch Regime", regime, 3, .invalidSwitchRegime) { problems.append(problem) }
    if let problem = check("Charge Code", charge, 13, .invalidChargeCode) { problems.append(problem) }
    var count = 0
    do throws(FlowError) {
      count = try record.integer(base + 2, "Number of Items", 0...999_999)
    } catch {
      // The catalogue has no error code for a number of items: the file is answered by hand.
      problems.append(
        InventoryProblem(error: error, mpan: mpan, sequence: sequence, reason: nil, item: nil))
    }
    guard problems.count == before else { return nil }
    return Item(unitReference: unit, switchRegime: regime, chargeCode: charge, count: count)
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
