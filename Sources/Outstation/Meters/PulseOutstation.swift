import COSEM
import HAL
import MeterCore

/// A pulse meter as an outstation: a cumulative register, a power, a maximum demand and a profile column pair for every
/// channel.
///
/// Energies are whole Wh (varh), rounded down from the register; a period's energy is the difference of two
/// such readings, so the rows of any span add up exactly to the register's advance. Rows are stamped with the
/// end of their period. Accesses are kept in a log of 32 entries that a restart clears.
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
  private var shown = 0
  private var log = AccessLog()

  /// Shows `meter`, whose profile keeps `capacity` rows.
  public init(
    _ meter: consuming PulseMeter<ChannelCapacity, BufferBytes, Memory>, identity: OutstationIdentity,
    capacity: UInt32
  ) {
    objects = EnergyObjects(meter.configuration)
    self.meter = meter
    self.identity = identity
    self.capacity = capacity
  }

  private var channels: Int { Int(meter.state.channelCount) }

  // MARK: Registers

  public var registerCount: Int { 3 * channels }

  @inline(never)
  public mutating func register(at index: Int) -> RegisterDescription {
    let channel = index / 3
    return switch index % 3 {
    case 0:
      RegisterDescription(
        name: objects.name(channel, 8), type: .uint64, scaler: 0, unit: objects.energyUnit(channel))
    case 1:
      RegisterDescription(
        name: objects.name(channel, 7), type: .int64, scaler: -3, unit: objects.powerUnit(channel))
    default:
      RegisterDescription(
        name: objects.name(channel, 6), kind: .extended, type: .int64, scaler: -3,
        unit: objects.powerUnit(channel))
    }
  }

  @inline(never)
  public mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    let channel = index / 3
    switch index % 3 {
    case 0: return RegisterValue(Self.whole(meter.state.channels[channel].register.energy))
    case 1:
      guard let power = meter.power(channel: channel, at: Tick(nanoseconds: now)) else { return nil }
      return RegisterValue(power.milliwatts)
    default:
      let demand = meter.state.channels[channel].maximumDemand
      var value = RegisterValue(demand.power(meter.configuration.demand).milliwatts)
      value.capturedSeconds = Int64(demand.endSeconds)
      return value
    }
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
        name: OBIS(0, 0, 99, 98, 4), periodSeconds: 0, capacity: AccessLog.capacity, columnCount: 4)
  }

  @inline(never)
  public mutating func column(_ column: Int, of profile: Int) -> ColumnDescription {
    func source(_ classID: UInt16, _ name: OBIS) -> AttributeDescriptor {
      AttributeDescriptor(classID: classID, name: name, attribute: 2)
    }
    if column == 0 { return ColumnDescription(source: source(8, OBIS(0, 0, 1, 0, 0)), type: .dateTime) }
    if profile == 1 {
      return ColumnDescription(
        source: source(1, OBIS(0, 0, 96, 11, UInt8(column - 1))), type: column == 3 ? .uint16 : .uint8)
    }
    if column == 1 { return ColumnDescription(source: source(1, OBIS(0, 0, 96, 10, 1)), type: .uint16) }
    let index = column - 2
    return index < channels
      ? ColumnDescription(source: source(3, objects.name(index, 29)), type: .uint32)
      : ColumnDescription(source: source(3, objects.name(index - channels, 8)), type: .uint64)
  }

  public mutating func rowIDs(of profile: Int) -> Range<UInt32> {
    profile == 0 ? meter.rowIDs : log.ids
  }

  @inline(never)
  public mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    isShowingLog = profile == 1
    if isShowingLog {
      shown = Int(id % AccessLog.capacity)
      return log.ids.contains(id)
    }
    row = (try? meter.row(id)) ?? nil
    return row != nil
  }

  public mutating func cell(_ column: Int) -> Int64 {
    if isShowingLog { return log.cell(shown, column) }
    guard let row else { return 0 }
    if column == 0 { return row.periodEnd.seconds }
    if column == 1 { return Int64(row.flags.rawValue) }
    let index = column - 2
    let value = row.values[index % channels]
    let end = Self.whole(value.register)
    return index < channels ? end - Self.whole(value.register - value.energy) : end
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

  public mutating func presentFlags(now: Int64) -> UInt16 { meter.state.openFlags.rawValue }

  public mutating func log(_ event: AccessEvent, now: Int64) {
    log.append(event, time(now: now).seconds)
    if event.kind == .configurationChanged || event.kind == .passwordChanged {
      meter.noteConfigurationChange()
    }
  }
}

/// The newest accesses.
struct AccessLog: BitwiseCopyable {
  static var capacity: UInt32 { 32 }

  private var seconds = InlineArray<32, Int64>(repeating: 0)
  private var events = InlineArray<32, AccessEvent>(repeating: AccessEvent(.granted, level: 0, client: 0))
  private var next: UInt32 = 1

  var ids: Range<UInt32> { (next > Self.capacity ? next - Self.capacity : 1)..<next }

  mutating func append(_ event: AccessEvent, _ time: Int64) {
    let slot = Int(next % Self.capacity)
    seconds[slot] = time
    events[slot] = event
    next += 1
  }

  func cell(_ slot: Int, _ column: Int) -> Int64 {
    switch column {
    case 0: seconds[slot]
    case 1: Int64(events[slot].kind.rawValue)
    case 2: Int64(events[slot].level)
    default: Int64(events[slot].client)
    }
  }
}
