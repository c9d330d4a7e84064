/// Writes D0379 or D0380 set by set into a byte buffer, so that a fleet's file needs no memory of its size.
public struct AdvanceFlowWriter: Sendable {
  private let kind: AdvanceFlow.Kind
  private let envelope: FlowEnvelope
  private var lines = 0
  private var flows = 0
  private var isOpen = false

  /// Creates a writer; the header goes out with the first set.
  public init(_ kind: AdvanceFlow.Kind, envelope: FlowEnvelope) {
    self.kind = kind
    self.envelope = envelope
  }

  /// Appends an MPAN with its days. Throws where a value does not fit its field; nothing is appended then.
  public mutating func append(_ set: AdvanceSet, to bytes: inout [UInt8]) throws(FlowError) {
    guard set.supplier.utf8.count == 4 else {
      throw FlowError(
        line: 0, group: kind.mpanGroup, field: "Supplier Id",
        reason: "'\(set.supplier)' is not four characters")
    }
    guard !set.days.isEmpty else {
      throw FlowError(line: 0, group: kind.mpanGroup, reason: "\(set.mpan) has no day")
    }
    for day in set.days {
      guard kind.allows(day.periods.count) else {
        throw FlowError(
          line: 0, group: kind.periodGroup,
          reason: "\(day.date) of \(set.mpan) has \(day.periods.count) half hours, expected \(kind.expected)")
      }
      guard day.periods.allSatisfy(\.fits) else {
        throw FlowError(
          line: 0, group: kind.periodGroup, field: "Period Consumption",
          reason: "\(day.date) of \(set.mpan) has a half hour that does not fit 13 characters")
      }
    }
    open(&bytes)
    flows += 1
    line("\(kind.mpanGroup)|\(set.mpan)|\(set.quantity.rawValue)|\(set.supplier)|", &bytes)
    for day in set.days {
      line("\(kind.dateGroup)|\(day.date)|", &bytes)
      for period in day.periods { append(period, &bytes) }
    }
  }

  /// Ends the file: validated flag and trailer.
  public mutating func finish(isValidated: Bool, to bytes: inout [UInt8]) {
    open(&bytes)
    line("64L|\(isValidated ? "T" : "F")|", &bytes)
    bytes.append(contentsOf: envelope.trailer(lines: lines, flows: flows).utf8)
    bytes.append(10)
  }

  private mutating func open(_ bytes: inout [UInt8]) {
    if isOpen { return }
    isOpen = true
    bytes.append(contentsOf: envelope.header(flow: kind.rawValue).utf8)
    bytes.append(10)
  }

  private mutating func line(_ text: String, _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(10)
    lines += 1
  }

  /// A half hour, digit by digit: a million of them a fleet and day.
  private mutating func append(_ period: SettledPeriod, _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: kind.periodGroup.utf8)
    bytes.append(124)
    bytes.append(period.indicator.rawValue.utf8.first!)
    bytes.append(124)
    if period.wattHours < 0 { bytes.append(45) }
    let value = period.wattHours.magnitude
    var unit: UInt64 = 1000
    while unit * 10 <= value { unit *= 10 }
    while unit > 0 {
      if unit == 100 { bytes.append(46) }
      bytes.append(UInt8(48 + value / unit % 10))
      unit /= 10
    }
    bytes.append(124)
    bytes.append(10)
    lines += 1
  }
}
