import COSEM
import HAL
import Outstation

/// A meter with a load profile made of a rule, and the faults of meters met in the field.
public struct TableMeter: OutstationMeter, ~Copyable {
  /// What the meter does wrong.
  public struct Faults: Sendable, Equatable {
    /// One row after so many comes twice, and the last ones of the answer are left out.
    public var repeatsRowEvery: Int?
    /// The profile has another column once so many rows were sent.
    public var changesColumnsAfter: Int?
    /// Objects that are refused.
    public var refusesRegisters = false
    public var refusesScalers = false
    public var refusesPeriod = false

    /// No faults.
    public init() {}
  }

  /// Stamp of the last row: the meter's clock begins a little later.
  public static let lastStamp: Int64 = 1_769_940_000
  /// The column that comes with a change of the columns.
  public static let laterColumn = "1.0.14.7.0.255"
  public static let profileName = OBIS(1, 0, 99, 1, 0)

  public let identity: OutstationIdentity
  /// Serial number.
  public let serial: String
  public let isSealBroken = false
  public let periodSeconds: UInt32
  public let rows: Int
  public let channels: Int
  public var faults: Faults
  private var values: [Int64] = []
  private var loaded = 0
  private var loads = 0
  private var requestFirst: UInt32 = 1

  /// A meter with `rows` rows of a clock and `channels` numbers: energies of intervals, then as many registers.
  public init(
    serial: String = "40000001", rows: Int, channels: Int, periodSeconds: UInt32 = 1800,
    faults: Faults = Faults()
  ) {
    let name = Array(serial.utf8)
    identity = OutstationIdentity(
      logicalDevice: "SWM0000040000001", serial: ShortText(name.span.bytes), manufacturer: "swift-meter",
      outstation: "TABLE", metrologyFirmware: "1", applicationFirmware: "1", communicationsFirmware: "1")
    self.serial = serial
    self.rows = rows
    self.channels = channels
    self.periodSeconds = periodSeconds
    self.faults = faults
    var totals = [Int64](repeating: 1_000_000, count: channels / 2)
    values.reserveCapacity(rows * channels)
    for row in 0..<rows {
      let energies = totals.indices.map { Int64(70 + (row * 7919 + $0 * 104_729) % 900) }
      for index in totals.indices { totals[index] += energies[index] }
      values += energies + totals
    }
  }

  /// Start of the period of row `index`, UTC seconds.
  public func startSeconds(ofRow index: Int) -> Int64 { stamp(index) - Int64(periodSeconds) }
  /// Cells of row `index` but for its clock.
  public func cells(ofRow index: Int) -> [Int64] {
    Array(values[(index * channels)..<((index + 1) * channels)])
  }

  /// Everything in the profile: code of a channel, start of a period, value.
  public var truth: [String: [Int64: Int64]] {
    var truth: [String: [Int64: Int64]] = [:]
    for channel in 0..<channels {
      let name = name(channel)
      let code = (0..<6).map { String(name[$0]) }.joined(separator: ".")
      for row in 0..<rows {
        truth[code, default: [:]][startSeconds(ofRow: row)] = values[row * channels + channel]
      }
    }
    if faults.changesColumnsAfter != nil {
      for row in 0..<rows { truth[Self.laterColumn, default: [:]][startSeconds(ofRow: row)] = 5000 }
    }
    return truth
  }

  private func stamp(_ index: Int) -> Int64 {
    Self.lastStamp - Int64(rows - 1 - index) * Int64(periodSeconds)
  }

  private func name(_ channel: Int) -> OBIS {
    let half = max(channels / 2, 1)
    return OBIS(1, 0, UInt8(1 + channel % half), channel < half ? 29 : 8, 0)
  }

  public var registerCount: Int { channels }
  public func register(at index: Int) -> RegisterDescription {
    RegisterDescription(
      name: name(index), type: .uint32, scaler: 0, unit: 30, isScalerDenied: faults.refusesScalers)
  }
  public func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    faults.refusesRegisters ? nil : RegisterValue(rows == 0 ? 0 : values[(rows - 1) * channels + index])
  }

  private var hasChanged: Bool { faults.changesColumnsAfter.map { loads > $0 } ?? false }

  public var profileCount: Int { 1 }
  public func profile(at index: Int) -> ProfileDescription {
    ProfileDescription(
      name: Self.profileName, periodSeconds: periodSeconds, capacity: UInt32(max(rows, 1)),
      columnCount: channels + 1 + (hasChanged ? 1 : 0), isPeriodDenied: faults.refusesPeriod)
  }
  public func column(_ column: Int, of profile: Int) -> ColumnDescription {
    let clock = AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)
    if column == 0 { return ColumnDescription(source: clock, type: .dateTime) }
    let name = column > channels ? OBIS(1, 0, 14, 7, 0) : name(column - 1)
    return ColumnDescription(
      source: AttributeDescriptor(classID: 3, name: name, attribute: 2), type: .uint32)
  }
  public func rowIDs(of profile: Int) -> Range<UInt32> { 1..<UInt32(rows + 1) }

  public mutating func selectRows(of profile: Int, from: Int64?, to: Int64?) -> RowSelection {
    let period = Int64(periodSeconds)
    let first = from.map { max(0, ($0 - stamp(0) + period - 1).dividedDown(by: period)) } ?? 0
    let last = to.map { min(Int64(rows) - 1, ($0 - stamp(0)).dividedDown(by: period)) } ?? Int64(rows) - 1
    let count = max(Int(last - first + 1), 0)
    requestFirst = UInt32(clamping: first + 1)
    return RowSelection(
      first: requestFirst, end: requestFirst + UInt32(count), count: count, fromSeconds: from, toSeconds: to)
  }

  public mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    guard id >= 1, id <= UInt32(rows) else { return false }
    loads += 1
    loaded = Int(id) - 1
    if let every = faults.repeatsRowEvery, id >= requestFirst { loaded -= Int(id - requestFirst) / every }
    return true
  }

  public func cell(_ column: Int) -> Int64 {
    if column == 0 { return stamp(loaded) }
    return column > channels ? 5000 : values[loaded * channels + column - 1]
  }

  public func time(now: Int64) -> OutstationTime {
    OutstationTime(
      seconds: Self.lastStamp + 60 + now / 1_000_000_000, hundredths: UInt8(now % 1_000_000_000 / 10_000_000))
  }
  public func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult { .readWriteDenied }
  public func presentFlags(now: Int64) -> UInt16 { 0 }
  public func log(_ event: AccessEvent, now: Int64) {}
}

extension Int64 {
  /// Division that rounds down.
  fileprivate func dividedDown(by other: Int64) -> Int64 {
    let quotient = self / other
    return self % other < 0 ? quotient - 1 : quotient
  }
}
