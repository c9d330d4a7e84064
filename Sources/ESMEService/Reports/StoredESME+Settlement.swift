import Gateway
import MeterCore
import Settlement

/// Half hours for settlement: the energy of an MPAN's own register and nothing else.
extension StoredESME {
  /// Half hours of an MPAN as a series; the slot's name stands for an MPAN that is not set.
  public func series(
    _ slot: MPANSlot, _ range: ClosedRange<Int64>
  ) throws(StorageError) -> HalfHourSeries? {
    guard slot != .secondaryExport || live.meter.isMeasured(.secondaryActiveExport) else { return nil }
    let isImport = slot == .primaryImport || slot == .secondaryImport
    var periods: [(startSeconds: Int64, lengthSeconds: Int64, microwattHours: Int64, isActual: Bool)] = []
    for id in live.meter.ids(isImport ? .importProfile : .exportProfile) {
      guard let row = try live.meter.settlementHalfHour(slot, id), range.contains(Int64(row.startSeconds))
      else { continue }
      periods.append(
        (
          Int64(row.startSeconds), 1800, Int64(row.wattHours) * 1_000_000,
          row.flags.isActual && row.coveredSeconds == 1800
        ))
    }
    return HalfHourSeries(
      mpan: live.meter.state.parties[slot]?.digits ?? slot.name, quantity: .active, periods: periods)
  }

  func settlement(
    _ slot: MPANSlot, _ range: ClosedRange<Int64>
  ) throws(StorageError) -> MeterReport {
    var table = MeterReport("settlement", columns: ["mpan", "start_utc", "kwh", "status"])
    guard let series = try series(slot, range) else { return table }
    table.rows = series.halfHours.map {
      [
        .text(series.mpan), .time($0.startSeconds),
        .text(KilowattHours.text(microwattHours: $0.microwattHours)), .text($0.isActual ? "A" : "E"),
      ]
    }
    return table
  }
}

extension MPANSlot {
  /// A word for commands and files.
  public var name: String {
    switch self {
    case .primaryImport: "primary-import"
    case .secondaryImport: "secondary-import"
    case .primaryExport: "primary-export"
    case .secondaryExport: "secondary-export"
    }
  }

  /// The slot of a word; nil for another word.
  public init?(name: String) {
    guard let slot = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = slot
  }
}

extension Party {
  /// A word for commands and files.
  public var name: String {
    switch self {
    case .importSupplier: "import-supplier"
    case .secondaryImportSupplier: "secondary-import-supplier"
    case .exportSupplier: "export-supplier"
    case .secondaryExportSupplier: "secondary-export-supplier"
    case .networkOperator: "network-operator"
    case .otherUser: "other-user"
    case .registeredSupplierAgent: "supplier-agent"
    }
  }

  /// The party of a word; nil for another word.
  public init?(name: String) {
    guard let party = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = party
  }
}
