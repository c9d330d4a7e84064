import COSEM
import HAL
import MeterCore

/// A pulse meter as an outstation: a cumulative register, a power, a maximum demand, the last period's energy and a profile
/// column pair for every channel.
///
/// Energies are whole Wh (varh), rounded down from the register; a period's energy is the difference of two
/// such readings, so the rows of any span add up exactly to the register's advance. Rows are stamped with the
/// end of their period. Accesses are kept in a ring in non-volatile memory.
public struct PulseOutstation<
  let ChannelCapacity: Int, let BufferBytes: Int, Memory: NonVolatile & ~Copyable
>: OutstationMeter, ~Copyable {
  /// The meter.
  public var meter: PulseMeter<ChannelCapacity, BufferBytes, Memory>
  public let identity: OutstationIdentity
  public var isSealBroken = false

  private let capacity: UInt32
  private let objects: EnergyObjects<ChannelCapacity>
  private var row: ProfileRow<ChannelCapacity>?
  private var isShowingLog = false
  private var shown: (seconds: Int64, event: AccessEvent)?
  /// The log of accesses; for mounting it, nothing else.
  public var accesses: AccessRing<Memory>

  /// Shows `meter`, whose profile keeps `capacity` rows.
  public init(
    _ meter: consuming PulseMeter<ChannelCapacity, BufferBytes, Memory>, identity: OutstationIdentity,
    capacity: UInt32, accesses: consuming AccessRing<Memory>
  ) {
    objects = EnergyObjects(meter.configuration)
    self.meter = meter
    self.identity = identity
    self.capacity = capacity
    self.accesses = accesses
  }

  private var channels: Int { Int(meter.state.channelCount) }

  // MARK: Registers

  /// Energy, power, maximum demand and the last period's energy of every channel.
  public var registerCount: Int { 4 * channels }

  @inline(never)
  public mutating func register(at index: Int) -> RegisterDescription {
    let channel = index / 4
    return switch index % 4 {
    case 0:
      RegisterDescription(
        name: objects.name(channel, 8), type: .uint64, scaler: 0, unit: objects.energyUnit(channel))
    case 1:
      RegisterDescription(
        name: objects.name(channel, 7), type: .int64, scaler: -3, unit: objects.powerUnit(channel))
    case 2:
      RegisterDescription(
        name: objects.name(channel, 6), kind: .extended, type: .int64, scaler: -3,
        unit: objects.powerUnit(channel))
    default:
      RegisterDescription(
        name: objects.name(channel, 29), type: .uint32, scaler: 0, unit: objects.energyUnit(channel))
    }
  }

  @inline(never)
  public mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    let channel = index / 4
    switch index % 4 {
    case 0: return RegisterValue(Self.whole(meter.state.channels[channel].register.energy))
    case 1:
      guard let power = meter.power(channel: channel, at: Tick(nanoseconds: now)) else { return nil }
      return RegisterValue(power.milliwatts)
    case 2:
      let demand = meter.state.channels[channel].maximumDemand
      var value = RegisterValue(demand.power(meter.configuration.demand).milliwatts)
      value.capturedSeconds = Int64(demand.endSeconds)
      return value
    default:
      guard let row = meter.state.lastRow else { return RegisterValue(0) }
      return RegisterValue(Self.periodEnergy(row.values[channel]))
    }
  }

  private static func periodEnergy(_ value: ProfileValue) -> Int64 {
    whole(value.register) - whole(value.register - value.energy)
  }

  private static func whole(_ energy: Energy) -> Int64 { EnergyObjects<ChannelCapacity>.whole(energy) }

  // MARK: Profiles

  public var profileCount: Int { 2 }

  @inline(never)
  public mutating func profile(at index: Int) -> ProfileDescription {
    index == 0
      ? ProfileDescription(
        name: OBIS(1, 0, 99, 1, 0), periodSeconds: UInt32(meter.state.period.seconds), capacity: capacity,
        columnCount: 2 + 2 * channels)
      : ProfileDescription(
        name: OBIS(0, 0, 99, 98, 4), periodSeconds: 0, capacity: UInt32(accesses.capacity),
        columnCount: AccessEvent.columnCount)
  }

  @inline(never)
  public mutating func column(_ column: Int, of profile: Int) -> ColumnDescription {
    func source(_ classID: UInt16, _ name: OBIS) -> AttributeDescriptor {
      AttributeDescriptor(classID: classID, name: name, attribute: 2)
    }
    if profile == 1 || column == 0 { return AccessEvent.column(column) }
    if column == 1 { return ColumnDescription(source: source(1, OBIS(0, 0, 96, 10, 1)), type: .uint16) }
    let index = column - 2
    return index < channels
      ? ColumnDescription(source: source(3, objects.name(index, 29)), type: .uint32)
      : ColumnDescription(source: source(3, objects.name(index - channels, 8)), type: .uint64)
  }

  public mutating func rowIDs(of profile: Int) -> Range<UInt32> {
    profile == 0 ? meter.rowIDs : accesses.ids
  }

  @inline(never)
  public mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    isShowingLog = profile == 1
    if isShowingLog {
      shown = accesses.entry(id)
      return shown != nil
    }
    row = (try? meter.row(id)) ?? nil
    return row != nil
  }

  public mutating func cell(_ column: Int) -> Int64 {
    if isShowingLog {
      guard let shown else { return 0 }
      return column == 0 ? shown.seconds : shown.event.cell(column)
    }
    guard let row else { return 0 }
    if column == 0 { return row.periodEnd.seconds }
    if column == 1 { return Int64(row.flags.rawValue) }
    let index = column - 2
    let value = row.values[index % channels]
    return index < channels ? Self.periodEnergy(value) : Self.whole(value.register)
  }

  // MARK: Clock and log

  @inline(never)
  public mutating func time(now: Int64) -> OutstationTime {
    let clock = meter.state.clock
    let instant = clock.instant(at: Tick(nanoseconds: now))
    let rest = instant.nanoseconds - instant.seconds * 1_000_000_000
    let status: UInt8 =
      switch clock.quality {
      case .unset: 1
      case .unsynchronised: 2
      case .synchronised: 0
      }
    return OutstationTime(seconds: instant.seconds, hundredths: UInt8(rest / 10_000_000), status: status)
  }

  public mutating func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult {
    guard (0..<4_102_444_800).contains(seconds) else { return .otherReason }
    let reading = WallClockReading(
      utcNanoseconds: seconds * 1_000_000_000 + Int64(hundredths) * 10_000_000, isSynchronised: true)
    return meter.setClock(reading, at: Tick(nanoseconds: now)) ? .success : .otherReason
  }

  public mutating func resetDemand(now: Int64) -> AccessResult {
    meter.resetMaximumDemand()
    return .success
  }

  /// Compensation in every pulse, in 1/1000 %.
  public var errorCompensation: Int32 { meter.state.errorCompensation }

  public mutating func setErrorCompensation(_ thousandthsOfPercent: Int32, now: Int64) -> AccessResult {
    meter.setErrorCompensation(thousandthsOfPercent) ? .success : .otherReason
  }

  public mutating func presentFlags(now: Int64) -> UInt16 { meter.state.openFlags.rawValue }

  public mutating func log(_ event: AccessEvent, now: Int64) {
    accesses.append(event, seconds: time(now: now).seconds)
    if event.kind == .configurationChanged || event.kind == .passwordChanged {
      meter.noteConfigurationChange()
    }
  }
}
