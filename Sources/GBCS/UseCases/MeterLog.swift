/// The meter's logs that use cases read.
public enum MeterLog: String, Sendable, CaseIterable, Codable {
  case profileActiveImport
  case profileReactiveImport
  case profileExport
  case dailyImport
  case dailyPrepayment
  case dailyExport
  case dailyConsumption
  /// Registers: the billing log's first object (0-0:98.1.0). What tells the two apart is published nowhere reachable.
  case billingFirst
  /// Registers: the billing log's second object (0-0:98.1.1).
  case billingSecond
  /// Registers and balances (0-0:98.1.2).
  case billingWithBalances
  case debtPayments
  case prepaymentCredits
  case events
  case security
  case auxiliaryController
  case power
  case averageVoltage
  /// MP184, provisional.
  case profileSecondaryExport
  /// MP184, provisional.
  case dailySecondaryExport

  /// A column after the time stamp.
  enum Column {
    case unsigned
    case signed
    case code
    case state
    case octets
    case matrix(Int)

    var type: DLMSType {
      switch self {
      case .unsigned: .scalar(6)
      case .signed: .scalar(5)
      case .code: .scalar(18)
      case .state: .scalar(22)
      case .octets: .scalar(9)
      case .matrix(let count): .array(count: UInt16(count), .scalar(6))
      }
    }
  }

  private static let blocks = Array(repeating: Column.matrix(8), count: 4)
  private static let balances = Array(repeating: Column.signed, count: 6)

  /// Columns after the time stamp, as the reference responses have them.
  func columns(twin: Bool) -> [Column] {
    let second: [Column] = twin ? [.unsigned] : []
    let secondRates: [Column] = twin ? [.matrix(4)] : []
    let registers = [Column.unsigned] + second + [.matrix(48)] + secondRates + Self.blocks
    return switch self {
    case .profileActiveImport: [.unsigned] + second
    case .profileReactiveImport, .dailyExport, .dailyConsumption, .debtPayments, .prepaymentCredits,
      .averageVoltage, .profileSecondaryExport, .dailySecondaryExport:
      [.unsigned]
    case .profileExport: [.unsigned, .unsigned]
    case .dailyImport, .billingFirst, .billingSecond: registers
    case .billingWithBalances: registers + Self.balances
    case .dailyPrepayment: Self.balances
    case .events: [.code, .octets]
    case .security: [.code]
    case .power: [.code, .unsigned]
    case .auxiliaryController: [.code, .state, .unsigned]
    }
  }
}

/// An entry of a log.
public struct LogEntry: Equatable, Sendable {
  public var time: UInt32
  public var values: [LogValue]

  public init(time: UInt32, values: [LogValue]) {
    self.time = time
    self.values = values
  }
}

/// A value in a log entry.
public enum LogValue: Equatable, Sendable {
  case unsigned(UInt32)
  case signed(Int32)
  case code(UInt16)
  case state(UInt8)
  case octets([UInt8])
  case matrix([UInt32])
}

extension MeterLog {
  /// The entries as a compact array of the log's type.
  func compactArray(_ entries: [LogEntry], twin: Bool) throws(DeviceRefusal) -> DLMSData {
    let columns = columns(twin: twin)
    var rows: [DLMSData] = []
    for entry in entries {
      guard entry.values.count == columns.count else { throw DeviceRefusal(.typeUnmatched) }
      var row: [DLMSData] = [.uint32(entry.time)]
      for (column, value) in zip(columns, entry.values) {
        switch (column, value) {
        case (.unsigned, .unsigned(let value)): row.append(.uint32(value))
        case (.signed, .signed(let value)): row.append(.int32(value))
        case (.code, .code(let value)): row.append(.uint16(value))
        case (.state, .state(let value)): row.append(.enumeration(value))
        case (.octets, .octets(let value)): row.append(.octetString(value))
        case (.matrix(let count), .matrix(let values)) where values.count == count:
          row.append(.array(values.map { .uint32($0) }))
        default: throw DeviceRefusal(.typeUnmatched)
        }
      }
      rows.append(.structure(row))
    }
    return .compactArray(CompactArray(type: .structure([.uint32] + columns.map(\.type)), rows: rows))
  }

  /// The entries in a response's compact array; nil if it is not of this log's type.
  func entries(in data: DLMSData, twin: Bool) -> [LogEntry]? {
    guard case .compactArray(let array) = data,
      array.type == .structure([.uint32] + columns(twin: twin).map(\.type))
    else { return nil }
    var entries: [LogEntry] = []
    for row in array.rows {
      guard case .structure(let cells) = row, case .uint32(let time)? = cells.first else { return nil }
      var values: [LogValue] = []
      for cell in cells.dropFirst() {
        switch cell {
        case .uint32(let value): values.append(.unsigned(value))
        case .int32(let value): values.append(.signed(value))
        case .uint16(let value): values.append(.code(value))
        case .enumeration(let value): values.append(.state(value))
        case .octetString(let value): values.append(.octets(value))
        case .array(let elements):
          values.append(.matrix(elements.compactMap { $0.unsigned.map { UInt32($0) } }))
        default: return nil
        }
      }
      entries.append(LogEntry(time: time, values: values))
    }
    return entries
  }
}
