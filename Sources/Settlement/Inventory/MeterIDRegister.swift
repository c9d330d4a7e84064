/// Which meter id stands for which connector, CMS unit, sub-meter and MPAN: the list that is handed in with a
/// certification, and the key of every file after it.
///
/// As a file: CSV with the header line below. Meter ids, connectors and CMS unit references are unique without
/// regard to case; a sub-meter belongs to one MPAN.
public struct MeterIDRegister: Equatable, Sendable {
  /// One meter.
  public struct Entry: Equatable, Sendable {
    /// The virtual meter's id.
    public var meterID: String
    /// Identity of the charge point.
    public var chargePoint: String
    /// Connector (OCPP 1.6) or EVSE (2.0.1), from 0 (the whole charge point).
    public var connector: Int
    /// CMS Unit Reference, 12 characters.
    public var unitReference: String
    /// Sub-meter id, 7 characters.
    public var subMeter: String
    /// MPAN core.
    public var mpan: MPAN

    /// Creates an entry.
    public init(
      meterID: String, chargePoint: String, connector: Int, unitReference: String, subMeter: String,
      mpan: MPAN
    ) {
      self.meterID = meterID
      self.chargePoint = chargePoint
      self.connector = connector
      self.unitReference = unitReference
      self.subMeter = subMeter
      self.mpan = mpan
    }
  }

  /// The file's first line.
  public static let header = "meter_id,charge_point,connector,cms_unit_reference,sub_meter,mpan"
  /// The meters in the file's order.
  public private(set) var entries: [Entry] = []
  private var byMeterID: [String: Int] = [:]
  private var byUnit: [String: Int] = [:]
  private var byConnector: [String: Int] = [:]
  private var mpanOfSubMeter: [String: MPAN] = [:]

  /// An empty register.
  public init() {}

  /// Reads the CSV file; throws at the first line that is wrong or not unique.
  public init(parsing text: String) throws(FlowError) {
    var lines = FileLines.split(text)
    while lines.last == "" { lines.removeLast() }
    guard let first = lines.first, first == Self.header else {
      throw FlowError(line: 1, group: "header", reason: "expected '\(Self.header)'")
    }
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty && !line.hasPrefix("#") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      func error(_ field: String, _ reason: String) -> FlowError {
        FlowError(line: index + 1, group: "meter", field: field, reason: reason)
      }
      guard cells.count == 6 else { throw error("", "has \(cells.count) columns, expected 6") }
      guard let connector = Int(cells[2]), connector >= 0 else {
        throw error("connector", "'\(cells[2])' is no number from 0")
      }
      guard let mpan = MPAN(cells[5]) else {
        throw error("mpan", "'\(cells[5])' is not 13 digits with a right check digit")
      }
      do throws(FlowError) {
        try add(
          Entry(
            meterID: cells[0], chargePoint: cells[1], connector: connector, unitReference: cells[3],
            subMeter: cells[4], mpan: mpan))
      } catch {
        var placed = error
        placed.line = index + 1
        throw placed
      }
    }
  }

  /// Adds a meter; throws where a key is taken.
  public mutating func add(_ entry: Entry) throws(FlowError) {
    func error(_ field: String, _ reason: String) -> FlowError {
      FlowError(line: 0, group: "meter", field: field, reason: reason)
    }
    func isPlain(_ text: String) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 44 }
    }
    guard isPlain(entry.meterID) else { throw error("meter_id", "is empty or has a space or comma") }
    guard isPlain(entry.chargePoint) else { throw error("charge_point", "is empty or has a space or comma") }
    guard entry.unitReference.utf8.count == 12,
      entry.unitReference.utf8.allSatisfy(UMSInventory.isAlphanumeric)
    else {
      throw error("cms_unit_reference", "'\(entry.unitReference)' is not 12 letters and digits")
    }
    guard entry.subMeter.utf8.count == 7, entry.subMeter.utf8.allSatisfy(UMSInventory.isAlphanumeric) else {
      throw error("sub_meter", "'\(entry.subMeter)' is not 7 letters and digits")
    }
    let connector = "\(entry.chargePoint.lowercased())/\(entry.connector)"
    if let other = byMeterID[entry.meterID.lowercased()] {
      throw error(
        "meter_id", "'\(entry.meterID)' is taken by '\(entries[other].meterID)' (case does not count)")
    }
    if let other = byUnit[entry.unitReference.lowercased()] {
      throw error(
        "cms_unit_reference",
        "'\(entry.unitReference)' is taken by meter '\(entries[other].meterID)' (case does not count)")
    }
    if let other = byConnector[connector] {
      throw error(
        "connector", "\(entry.chargePoint)/\(entry.connector) is taken by meter '\(entries[other].meterID)'")
    }
    if let mpan = mpanOfSubMeter[entry.subMeter.lowercased()], mpan != entry.mpan {
      throw error("mpan", "sub-meter \(entry.subMeter) belongs to \(mpan) already")
    }
    byMeterID[entry.meterID.lowercased()] = entries.count
    byUnit[entry.unitReference.lowercased()] = entries.count
    byConnector[connector] = entries.count
    mpanOfSubMeter[entry.subMeter.lowercased()] = entry.mpan
    entries.append(entry)
  }

  /// Index of a meter id, without regard to case.
  public func index(meterID: String) -> Int? { byMeterID[meterID.lowercased()] }
  /// Index of a CMS unit, without regard to case.
  public func index(unitReference: String) -> Int? { byUnit[unitReference.lowercased()] }
  /// Index of a connector.
  public func index(chargePoint: String, connector: Int) -> Int? {
    byConnector["\(chargePoint.lowercased())/\(connector)"]
  }

  /// The CSV file.
  public var text: String {
    ([Self.header]
      + entries.map {
        "\($0.meterID),\($0.chargePoint),\($0.connector),\($0.unitReference),\($0.subMeter),\($0.mpan)"
      }).joined(separator: "\n") + "\n"
  }
}
