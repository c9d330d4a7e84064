/// What GBCS needs of an electricity smart meter: the live meter behind the use cases.
///
/// All energies are cumulative and whole watt-hours (varh), all times seconds since 2000-01-01T00:00:00Z, both bounds
/// of a range inclusive. An access that the meter cannot do throws ``DeviceRefusal`` with the result code to answer.
public protocol ESMEDevice {
  /// The meter's clock.
  var time: UInt32 { get }
  /// COSEM clock status; 0 is valid.
  var clockStatus: UInt8 { get }
  var hasSecondaryElement: Bool { get }

  /// Asked before every access: throws where the meter cannot do it now, whatever it is (a fault, a controller that
  /// is not there). A meter without such reasons need not have this.
  func admit(_ kind: AccessKind, _ target: ObjectAttribute) throws(DeviceRefusal)

  /// Who is in the key slots, where the meter keeps them itself; nil where the endpoint's are meant.
  var keySlots: RemoteParties? { get }
  /// The last counter the meter took from a party; nil where the endpoint keeps the counters.
  func lastCounter(of party: EntityIdentifier) -> UInt64?
  /// The meter's own decision on a command that has passed every other check: its party register and access matrix.
  /// Takes the counters, durably, or throws and takes none. A meter that leaves both to the endpoint need not have it.
  mutating func admit(_ command: AdmittedCommand) throws(CommandRefusal)
  /// The next counter of the meter's own; nil where the endpoint keeps it.
  mutating func nextOwnCounter() -> UInt64?
  /// Notes a refusal in the meter's security log.
  mutating func note(_ refusal: CommandRefusal, messageCode: MessageCode?)

  func energy(_ register: EnergyRegister) throws(DeviceRefusal) -> UInt32
  /// As many values as ``TariffRegisters/count``.
  func tariffRegisters(_ matrix: TariffRegisters) throws(DeviceRefusal) -> [UInt32]
  /// Instantaneous import, watts.
  func activePowerImport(_ element: Element) throws(DeviceRefusal) -> UInt32
  func maximumDemand(_ register: DemandRegister) throws(DeviceRefusal) -> MaximumDemand
  mutating func resetMaximumDemand(_ register: DemandRegister) throws(DeviceRefusal)

  /// Entries of a log from `first` to `last`, oldest first.
  func entries(of log: MeterLog, from first: UInt32, to last: UInt32) throws(DeviceRefusal) -> [LogEntry]

  /// The tariff in use.
  func tariff(_ plan: TariffPlan) throws(DeviceRefusal) -> Tariff
  /// Replaces one part of the staged tariff, which takes effect when it is activated.
  mutating func stage(_ part: TariffPart, of plan: TariffPlan) throws(DeviceRefusal)
  /// Brings staged parts into use at `time`: ``COSEMDateTime/immediately``, a date, or ``COSEMDateTime/never``, which
  /// cancels what is pending.
  mutating func activate(_ group: TariffGroup, of plan: TariffPlan, at time: COSEMDateTime)
    throws(DeviceRefusal)
  mutating func resetBlockCounters() throws(DeviceRefusal)

  /// 13 digits, or empty if not set.
  func mpan(_ slot: MPANSlot) throws(DeviceRefusal) -> String
  mutating func setMPAN(_ slot: MPANSlot, to mpan: String) throws(DeviceRefusal)

  /// The time within which the next ``adjustClock()`` may set the clock.
  mutating func setClockWindow(from first: UInt32, to last: UInt32) throws(DeviceRefusal)
  /// Takes the communications hub's time, if it lies in the window.
  mutating func adjustClock() throws(DeviceRefusal)

  mutating func setSupply(_ state: SupplyCommand) throws(DeviceRefusal)

  /// Any attribute that has no member above, in COSEM terms: settings which the meter keeps, labels, alert behaviours.
  func attribute(_ target: ObjectAttribute) throws(DeviceRefusal) -> DLMSData
  mutating func setAttribute(_ target: ObjectAttribute, to value: DLMSData) throws(DeviceRefusal)
  mutating func invoke(_ target: ObjectAttribute, with data: DLMSData) throws(DeviceRefusal)
}

extension ESMEDevice {
  public func admit(_ kind: AccessKind, _ target: ObjectAttribute) throws(DeviceRefusal) {}
  public var keySlots: RemoteParties? { nil }
  public func lastCounter(of party: EntityIdentifier) -> UInt64? { nil }
  public mutating func admit(_ command: AdmittedCommand) throws(CommandRefusal) {}
  public mutating func nextOwnCounter() -> UInt64? { nil }
  public mutating func note(_ refusal: CommandRefusal, messageCode: MessageCode?) {}
}

/// An access that the meter did not do, with the result code for the response.
public struct DeviceRefusal: Error, Equatable, Sendable {
  public let code: AccessResultCode

  public init(_ code: AccessResultCode) { self.code = code }
}
