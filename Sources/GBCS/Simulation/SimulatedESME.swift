/// A meter in memory: what `meter gbcs apply` and the tests run commands on.
///
/// Tariff parts are staged apart from the tariff in use and swapped in by ``activate(_:of:at:)`` at once, or by
/// ``advance(to:)`` when their time comes.
public struct SimulatedESME: ESMEDevice, Equatable, Sendable {
  public var time: UInt32
  public var clockStatus: UInt8 = 0
  public var hasSecondaryElement: Bool
  public var energies: [EnergyRegister: UInt32] = [:]
  public var matrices: [TariffRegisters: [UInt32]] = [:]
  /// Watts, by element.
  public var powers: [Element: UInt32] = [:]
  public var demands: [DemandRegister: MaximumDemand] = [:]
  public var logs: [MeterLog: [LogEntry]] = [:]
  public var tariffs: [TariffPlan: Tariff] = [:]
  public var stagedTariffs: [TariffPlan: Tariff] = [:]
  public private(set) var pending: [Pending] = []
  public var mpans: [MPANSlot: String] = [:]
  public var attributes: [ObjectAttribute: DLMSData] = [:]
  /// Methods called that no member stands for, in order.
  public private(set) var invocations: [Invocation] = []
  public private(set) var clockWindow: Window?
  /// The communications hub's time, which ``adjustClock()`` takes.
  public var hubTime: UInt32
  /// Accesses that fail, and with which code: for the error paths.
  public var faults: [Fault: AccessResultCode] = [:]

  public struct Fault: Hashable, Sendable {
    public let kind: AccessKind
    public let target: ObjectAttribute

    public init(_ kind: AccessKind, _ target: ObjectAttribute) {
      self.kind = kind
      self.target = target
    }
  }

  public struct Pending: Equatable, Sendable {
    public let group: TariffGroup
    public let plan: TariffPlan
    public let time: UInt32
  }

  public struct Invocation: Equatable, Sendable {
    public let target: ObjectAttribute
    public let data: DLMSData
  }

  public struct Window: Equatable, Sendable {
    public let first: UInt32
    public let last: UInt32
  }

  public init(time: UInt32, hasSecondaryElement: Bool) {
    self.time = time
    self.hasSecondaryElement = hasSecondaryElement
    hubTime = time
  }

  public func admit(_ kind: AccessKind, _ target: ObjectAttribute) throws(DeviceRefusal) {
    if let code = faults[Fault(kind, target)] { throw DeviceRefusal(code) }
  }

  public func energy(_ register: EnergyRegister) throws(DeviceRefusal) -> UInt32 { energies[register] ?? 0 }

  public func tariffRegisters(_ matrix: TariffRegisters) throws(DeviceRefusal) -> [UInt32] {
    matrices[matrix] ?? Array(repeating: 0, count: matrix.count)
  }

  public func activePowerImport(_ element: Element) throws(DeviceRefusal) -> UInt32 { powers[element] ?? 0 }

  public func maximumDemand(_ register: DemandRegister) throws(DeviceRefusal) -> MaximumDemand {
    demands[register] ?? MaximumDemand(watts: 0, capturedAt: .never, resetAt: .never)
  }

  public mutating func resetMaximumDemand(_ register: DemandRegister) throws(DeviceRefusal) {
    demands[register] = MaximumDemand(
      watts: 0, capturedAt: .never, resetAt: COSEMDateTime(secondsSince2000: time))
  }

  public func entries(
    of log: MeterLog, from first: UInt32, to last: UInt32
  ) throws(DeviceRefusal) -> [LogEntry] {
    (logs[log] ?? []).filter { $0.time >= first && $0.time <= last }
  }

  public func tariff(_ plan: TariffPlan) throws(DeviceRefusal) -> Tariff {
    if plan != .primaryImport, !hasSecondaryElement { throw DeviceRefusal(.objectUndefined) }
    return tariffs[plan] ?? Tariff()
  }

  public mutating func stage(_ part: TariffPart, of plan: TariffPlan) throws(DeviceRefusal) {
    if plan != .primaryImport, !hasSecondaryElement { throw DeviceRefusal(.objectUndefined) }
    stagedTariffs[plan, default: tariffs[plan] ?? Tariff()].replace(part)
  }

  public mutating func activate(
    _ group: TariffGroup, of plan: TariffPlan, at time: COSEMDateTime
  ) throws(DeviceRefusal) {
    pending.removeAll { $0.group == group && $0.plan == plan }
    if time == .never { return }
    if time == .immediately { return swap(group, of: plan) }
    guard let seconds = time.secondsSince2000 else { throw DeviceRefusal(.typeUnmatched) }
    if seconds <= self.time { return swap(group, of: plan) }
    pending.append(Pending(group: group, plan: plan, time: seconds))
  }

  /// Lets time pass: pending tariff parts whose time has come take effect.
  public mutating func advance(to time: UInt32) {
    self.time = time
    for due in pending where due.time <= time { swap(due.group, of: due.plan) }
    pending.removeAll { $0.time <= time }
  }

  private mutating func swap(_ group: TariffGroup, of plan: TariffPlan) {
    guard let staged = stagedTariffs[plan] else { return }
    var tariff = tariffs[plan] ?? Tariff()
    switch group {
    case .switchingTable:
      (tariff.seasons, tariff.weeks, tariff.days) = (staged.seasons, staged.weeks, staged.days)
    case .specialDays: tariff.specialDays = staged.specialDays
    case .thresholds: tariff.thresholds = staged.thresholds
    case .prices: tariff.prices = staged.prices
    case .standingCharge: tariff.standingCharge = staged.standingCharge
    }
    tariffs[plan] = tariff
  }

  public mutating func resetBlockCounters() throws(DeviceRefusal) {
    matrices[.blockCounters] = Array(repeating: 0, count: TariffRegisters.blockCounters.count)
  }

  public func mpan(_ slot: MPANSlot) throws(DeviceRefusal) -> String { mpans[slot] ?? "" }

  public mutating func setMPAN(_ slot: MPANSlot, to mpan: String) throws(DeviceRefusal) { mpans[slot] = mpan }

  public mutating func setClockWindow(from first: UInt32, to last: UInt32) throws(DeviceRefusal) {
    clockWindow = Window(first: first, last: last)
  }

  public mutating func adjustClock() throws(DeviceRefusal) {
    guard let window = clockWindow, hubTime >= window.first, hubTime <= window.last else {
      throw DeviceRefusal(.temporaryFailure)
    }
    advance(to: hubTime)
    clockStatus = 0
  }

  public mutating func setSupply(_ state: SupplyCommand) throws(DeviceRefusal) {
    // Control state of the disconnect control: 0 disconnected, 1 connected, 2 ready for reconnection.
    let value: UInt8 =
      switch state {
      case .enable: 1
      case .disable: 0
      case .arm: 2
      }
    attributes[ObjectAttribute(70, "0-0:96.3.10", 3)] = .enumeration(value)
  }

  public func attribute(_ target: ObjectAttribute) throws(DeviceRefusal) -> DLMSData {
    guard let value = attributes[target] else { throw DeviceRefusal(.objectUndefined) }
    return value
  }

  public mutating func setAttribute(_ target: ObjectAttribute, to value: DLMSData) throws(DeviceRefusal) {
    attributes[target] = value
    // An extended data object's activation time: at once means that its passive value is its value now.
    if target.classIdentifier == 9000, target.index == 6, value.dateTimeValue == .immediately,
      let passive = attributes[ObjectAttribute(9000, target.name, 4)]
    {
      attributes[ObjectAttribute(9000, target.name, 2)] = passive
    }
  }

  public mutating func invoke(_ target: ObjectAttribute, with data: DLMSData) throws(DeviceRefusal) {
    invocations.append(Invocation(target: target, data: data))
  }
}
