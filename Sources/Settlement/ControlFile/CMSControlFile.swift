/// The CMS control file from the unmetered-supplies operator to the Meter Administrator, fixed width (BSCP520,
/// February 2021, 4.6.3.3).
///
/// Header `H`, sub-meter (7, lower case), effective-from date (8), version (3); body: CMS Unit Reference (12), items
/// (6), switch regime (3: 999 or 998), charge code (13); trailer `T` and the number of all lines (6). Line ends,
/// padding of shorter references and units that come twice are not given there: this reader takes LF or CR LF,
/// wants full width, and refuses a unit that comes twice with the same charge code in any case (*unverified*).
public struct CMSControlFile: Equatable, Sendable {
  /// One body line.
  public struct Item: Equatable, Sendable {
    /// CMS Unit Reference as written; unique without regard to case.
    public var unitReference: String
    /// Number of items.
    public var count: Int
    /// 999 or 998.
    public var switchRegime: String
    /// Charge code.
    public var chargeCode: String

    /// Creates a line.
    public init(unitReference: String, count: Int, switchRegime: String, chargeCode: String) {
      self.unitReference = unitReference
      self.count = count
      self.switchRegime = switchRegime
      self.chargeCode = chargeCode
    }
  }

  /// Sub-meter id: seven letters (lower case) and digits.
  public var subMeter: String
  /// Effective-from date.
  public var effectiveFrom: FlowDate
  /// Version of the file, 0 to 999.
  public var version: Int
  /// The units.
  public var items: [Item]

  /// Creates a file.
  public init(subMeter: String, effectiveFrom: FlowDate, version: Int, items: [Item]) {
    self.subMeter = subMeter
    self.effectiveFrom = effectiveFrom
    self.version = version
    self.items = items
  }

  /// `control`, sub-meter, date of inventory, `.log`; all lower case.
  public func fileName(inventoryDate: FlowDate) -> String { "control\(subMeter)\(inventoryDate).log" }

  /// Sub-meter and date of inventory of a file name; nil where it is no control file's.
  public static func parts(ofFileName name: String) -> (subMeter: String, inventoryDate: FlowDate)? {
    guard name.utf8.count == 26, name.hasPrefix("control"), name.hasSuffix(".log"), name == name.lowercased()
    else { return nil }
    let middle = name.dropFirst(7).dropLast(4)
    guard let date = FlowDate(middle.suffix(8)) else { return nil }
    return (String(middle.prefix(7)), date)
  }

  /// The file, lines ended by LF. Throws where a value does not fit its width.
  public func text() throws(FlowError) -> String {
    guard Self.isSubMeter(subMeter[...]) else {
      throw FlowError(
        line: 1, group: "header", field: "Sub-Meter ID",
        reason: "'\(subMeter)' is not 7 lower-case letters and digits")
    }
    guard (0...999).contains(version) else {
      throw FlowError(line: 1, group: "header", field: "Version", reason: "\(version) does not fit 3 digits")
    }
    var lines = ["H\(subMeter)\(effectiveFrom)\(Self.digits(version, 3))"]
    for (index, item) in items.enumerated() {
      let line =
        item.unitReference + Self.digits(item.count, 6) + item.switchRegime + item.chargeCode
      _ = try Self.item(line[...], line: index + 2)
      lines.append(line)
    }
    guard items.count + 2 <= 999_999 else {
      throw FlowError(line: 0, group: "trailer", reason: "more than 999999 lines")
    }
    lines.append("T\(Self.digits(items.count + 2, 6))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a file; throws at the first line that is wrong.
  public init(parsing text: String) throws(FlowError) {
    let lines = FileLines.split(text)
    guard let header = lines.first, header.first == "H" else {
      throw FlowError(line: 1, group: "header", reason: "the file does not begin with 'H'")
    }
    guard let trailer = lines.last, lines.count >= 2, trailer.first == "T", trailer.utf8.count == 7 else {
      throw FlowError(
        line: lines.count, group: "trailer",
        reason: "the file does not end with 'T' and 6 digits: it may be cut")
    }
    guard header.utf8.count == 19 else {
      throw FlowError(line: 1, group: "header", reason: "has \(header.utf8.count) characters, expected 19")
    }
    let subMeter = header.dropFirst().prefix(7)
    guard Self.isSubMeter(subMeter) else {
      throw FlowError(
        line: 1, group: "header", field: "Sub-Meter ID",
        reason: "'\(subMeter)' is not 7 lower-case letters and digits")
    }
    guard let date = FlowDate(header.dropFirst(8).prefix(8)) else {
      throw FlowError(
        line: 1, group: "header", field: "Effective-from Date",
        reason: "'\(header.dropFirst(8).prefix(8))' is no date ccyymmdd")
    }
    guard let version = Self.number(header.suffix(3)) else {
      throw FlowError(
        line: 1, group: "header", field: "Version", reason: "'\(header.suffix(3))' is no number")
    }
    self.init(subMeter: String(subMeter), effectiveFrom: date, version: version, items: [])
    var units: Set<String> = []
    for (index, line) in lines.dropFirst().dropLast().enumerated() {
      let item = try Self.item(line, line: index + 2)
      guard units.insert(item.unitReference.lowercased() + item.chargeCode).inserted else {
        throw FlowError(
          line: index + 2, group: "body", field: "CMS Unit Reference",
          reason: "'\(item.unitReference)' comes twice (case does not count)")
      }
      items.append(item)
    }
    guard let count = Self.number(trailer.dropFirst()), count == lines.count else {
      throw FlowError(
        line: lines.count, group: "trailer", field: "Total number of lines",
        reason: "says '\(trailer.dropFirst())', the file has \(lines.count)")
    }
  }

  private static func item(_ text: Substring, line: Int) throws(FlowError) -> Item {
    func error(_ field: String, _ reason: String) -> FlowError {
      FlowError(line: line, group: "body", field: field, reason: reason)
    }
    guard text.utf8.count == 34, text.utf8.allSatisfy({ $0 < 128 }) else {
      throw error("", "has \(text.utf8.count) characters, expected 34")
    }
    let unit = text.prefix(12)
    guard unit.utf8.allSatisfy(UMSInventory.isAlphanumeric) else {
      throw error("CMS Unit Reference", "'\(unit)' is not 12 letters and digits")
    }
    let items = text.dropFirst(12).prefix(6)
    guard let count = number(items) else { throw error("Number of items", "'\(items)' is no number") }
    let regime = text.dropFirst(18).prefix(3)
    guard regime == "999" || regime == "998" else {
      throw error("Switch Regime", "'\(regime)' is neither 999 nor 998")
    }
    let charge = text.suffix(13)
    guard charge.utf8.allSatisfy(UMSInventory.isAlphanumeric) else {
      throw error("Charge Code", "'\(charge)' is not 13 letters and digits")
    }
    return Item(
      unitReference: String(unit), count: count, switchRegime: String(regime), chargeCode: String(charge))
  }

  private static func isSubMeter(_ text: Substring) -> Bool {
    text.utf8.count == 7
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
  }
}
