import COSEM
import HAL
import MeterCore

/// A pulse meter as an outstation: a cumulative register, a power and a profile column pair for every channel.
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
  private var row: ProfileRow<ChannelCapacity>?
  private var isShowingLog = false
  private var shown = 0
  private var log = AccessLog()

  /// Shows `meter`, whose profile keeps `capacity` rows.
  public init(
    _ meter: consuming PulseMeter<ChannelCapacity, BufferBytes, Memory>, identity: OutstationIdentity,
    capacity: UInt32
  ) {
    self.meter = meter
    self.identity = identity
    self.capacity = capacity
  }

  private var channels: Int { Int(meter.state.channelCount) }

  private func name(_ channel: Int, _ d: UInt8) -> OBIS {
    let configuration = meter.configuration.channels[channel]
    // A second channel of the same quantity is another element: it has its own value of group B.
    var twins: UInt8 = 0
    for other in 0..<channel where meter.configuration.channels[other].quantity == configuration.quantity {
      twins += 1
    }
    return OBIS(1, twins, configuration.quantity.rawValue, d, 0)
  }

  private func unit(_ channel: Int) -> UInt8 {
    let quantity = meter.configuration.channels[channel].quantity
    return quantity.isReactive ? 32 : quantity.isApparent ? 31 : 30
  }

  private static func wattHours(_ energy: Energy) -> Int64 { energy.microwattHours / 1_000_000 }

  // MARK: Registers

  public var registerCount: Int { 2 * channels }

  public func register(at index: Int) -> RegisterDescription {
    let channel = index / 2
    return index % 2 == 0
      ? RegisterDescription(name: name(channel, 8), type: .uint32, scaler: 0, unit: unit(channel))
      : RegisterDescription(name: name(channel, 7), type: .int64, scaler: -3, unit: unit(channel) - 3)
  }

  public mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    let channel = index / 2
    if index % 2 == 0 {
      return RegisterValue(Self.wattHours(meter.state.channels[channel].register.energy))
    }
    guard let power = meter.power(channel: channel, at: Tick(nanoseconds: now)) else { return nil }
    return RegisterValue(power.milliwatts)
  }

  // MARK: Profiles

  public var profileCount: Int { 2 }

  public func profile(at index: Int) -> ProfileDescription {
    index == 0
      ? ProfileDescription(
        name: OBIS(1, 0, 99, 1, 0), periodSeconds: UInt32(meter.state.period.seconds), capacity: capacity,
        columnCount: 2 + 2 * channels)
      : ProfileDescription(
        name: OBIS(0, 0, 99, 98, 4), periodSeconds: 0, capacity: AccessLog.capacity, columnCount: 4)
  }

  public func column(_ column: Int, of profile: Int) -> ColumnDescription {
    func source(_ classID: UInt16, _ name: OBIS) -> AttributeDescriptor {
      AttributeDescriptor(classID: classID, name: name, attribute: 2)
    }
    if column == 0 { return ColumnDescription(source: source(8, OBIS(0, 0, 1, 0, 0)), type: .dateTime) }
    if profile == 1 {
      return ColumnDescription(
        source: source(1, OBIS(0, 0, 96, 11, UInt8(column - 1))), type: column == 3 ? .uint16 : .uint8)
    }
    if column == 1 { return ColumnDescription(source: source(1, OBIS(0, 0, 96, 10, 1)), type: .uint8) }
    let index = column - 2
    return index < channels
      ? ColumnDescription(source: source(3, name(index, 29)), type: .uint32)
      : ColumnDescription(source: source(3, name(index - channels, 8)), type: .uint32)
  }

  public mutating func rowIDs(of profile: Int) -> Range<UInt32> {
    profile == 0 ? meter.rowIDs : log.ids
  }

  public mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    isShowingLog = profile == 1
    if isShowingLog {
      shown = Int(id % AccessLog.capacity)
      return log.ids.contains(id)
    }
    row = (try? meter.row(id)) ?? nil
    return row != nil
  }

  public func cell(_ column: Int) -> Int64 {
    if isShowingLog { return log.cell(shown, column) }
    guard let row else { return 0 }
    if column == 0 { return row.periodEnd.seconds }
    if column == 1 { return Int64(row.flags.rawValue & 0xFF) }
    let index = column - 2
    let value = row.values[index % channels]
    let end = Self.wattHours(value.register)
    return index < channels ? end - Self.wattHours(value.register - value.energy) : end
  }

  // MARK: Clock and log

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

  public mutating func presentFlags(now: Int64) -> UInt8 {
    UInt8(truncatingIfNeeded: meter.state.openFlags.rawValue)
  }

  public mutating func log(_ event: AccessEvent, now: Int64) { log.append(event, time(now: now).seconds) }
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
