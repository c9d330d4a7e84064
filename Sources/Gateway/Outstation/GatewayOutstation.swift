import COSEM
import Foundation
import HAL
import LinuxHAL
import MeterCore
import Outstation

/// The running meter as an outstation. It lives on the outstation's thread and asks the meter's thread for every value,
/// so a reader never holds the meter for longer than a few rows take.
///
/// Registers: of every channel the energy (D = 8, whole Wh, varh, VAh), that of the last period (29), the power (7) and the
/// maximum demand (6); of
/// samples also voltages, currents and the frequency. Profiles: energies of the periods (`1.0.99.1.0.255`), registers at
/// their ends (`1.0.99.2.0.255`), accesses. Rows are stamped with the end of their period. Energies are rounded down from
/// the register, so the rows of any span add up exactly to the register's advance.
struct GatewayOutstation: OutstationMeter, ~Copyable {
  let identity: OutstationIdentity
  /// Without a seal, or where it cannot be told, level 4 stays closed.
  var isSealBroken: Bool { seal?.isBroken() ?? false }

  private let service: MeterService
  private let seal: (any SealMonitor)?
  private let followsSystemClock: Bool
  private let registers: [GatewayRegister]
  private let profiles: [(description: ProfileDescription, columns: [ColumnDescription])]
  private let channels: Int
  private let demandRules: DemandRules
  private var accesses: AccessRing<FileNonVolatile>
  private var rows = RowWindow()
  private var shown: ProfileRow<40>?
  private var shownAccess: (seconds: Int64, event: AccessEvent)?
  private var shownProfile = 0

  init(
    _ service: MeterService, board: Board, identity: OutstationIdentity,
    accesses: consuming AccessRing<FileNonVolatile>, accessCapacity: Int, seal: (any SealMonitor)?
  ) {
    let configuration = board.meterConfiguration
    let objects = EnergyObjects(configuration)
    self.service = service
    self.identity = identity
    self.accesses = accesses
    self.seal = seal
    followsSystemClock = board.followsSystemClock
    demandRules = configuration.demand
    channels = Int(configuration.channelCount)
    registers = GatewayRegister.all(
      objects, channels: channels, elements: board.samples?.wiring.elementCount ?? 0)
    profiles = Self.profiles(board, objects, channels: channels, accessCapacity: accessCapacity)
  }

  private static func profiles(
    _ board: Board, _ objects: EnergyObjects<40>, channels: Int, accessCapacity: Int
  ) -> [(description: ProfileDescription, columns: [ColumnDescription])] {
    func column(_ classID: UInt16, _ name: OBIS, _ type: CellType) -> ColumnDescription {
      ColumnDescription(source: AttributeDescriptor(classID: classID, name: name, attribute: 2), type: type)
    }
    let clock = column(8, OBIS(0, 0, 1, 0, 0), .dateTime)
    let head = [clock, column(1, OBIS(0, 0, 96, 10, 1), .uint16)]
    let energies = head + (0..<channels).map { column(3, objects.name($0, 29), .uint32) }
    let registers = head + (0..<channels).map { column(3, objects.name($0, 8), .uint64) }
    let accesses = (0..<AccessEvent.columnCount).map(AccessEvent.column)
    func profile(_ name: OBIS, _ columns: [ColumnDescription]) -> (ProfileDescription, [ColumnDescription]) {
      (
        ProfileDescription(
          name: name, periodSeconds: UInt32(board.period.seconds), capacity: UInt32(board.profileRows),
          columnCount: columns.count), columns
      )
    }
    return [
      profile(OBIS(1, 0, 99, 1, 0), energies), profile(OBIS(1, 0, 99, 2, 0), registers),
      (
        ProfileDescription(
          name: OBIS(0, 0, 99, 98, 4), periodSeconds: 0, capacity: UInt32(accessCapacity),
          columnCount: AccessEvent.columnCount),
        accesses
      ),
    ]
  }

  // MARK: Registers

  var registerCount: Int { registers.count }
  func register(at index: Int) -> RegisterDescription { registers[index].description }

  mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    let source = registers[index].source
    let demandRules = demandRules
    return service.withDriver { driver in
      switch source {
      case .energy(let channel):
        return RegisterValue(EnergyObjects<40>.whole(driver.state.channels[channel].register.energy))
      case .periodEnergy(let channel):
        return RegisterValue(driver.state.lastRow.map { Self.periodEnergy($0.values[channel]) } ?? 0)
      case .power(let channel): return driver.power(channel: channel).map { RegisterValue($0.milliwatts) }
      case .maximumDemand(let channel):
        let demand = driver.state.channels[channel].maximumDemand
        var value = RegisterValue(demand.power(demandRules).milliwatts)
        value.capturedSeconds = Int64(demand.endSeconds)
        return value
      case .voltage(let element):
        let elements = driver.elements
        return element < elements.count ? RegisterValue(Int64(elements[element].voltageMillivolts)) : nil
      case .current(let element):
        let elements = driver.elements
        return element < elements.count
          ? RegisterValue(Int64(elements[element].currentMicroamperes / 1000)) : nil
      case .frequency:
        return driver.frequencyMicrohertz > 0 ? RegisterValue(Int64(driver.frequencyMicrohertz / 1000)) : nil
      }
    }
  }

  // MARK: Profiles

  var profileCount: Int { profiles.count }
  func profile(at index: Int) -> ProfileDescription { profiles[index].description }
  func column(_ column: Int, of profile: Int) -> ColumnDescription { profiles[profile].columns[column] }

  mutating func rowIDs(of profile: Int) -> Range<UInt32> {
    profile == 2 ? accesses.ids : service.withDriver { $0.rowIDs }
  }

  mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    shownProfile = profile
    if profile == 2 {
      shownAccess = accesses.entry(id)
      return shownAccess != nil
    }
    shown = rows.row(id, of: service)
    return shown != nil
  }

  func cell(_ column: Int) -> Int64 {
    if shownProfile == 2 {
      guard let (seconds, event) = shownAccess else { return 0 }
      return column == 0 ? seconds : event.cell(column)
    }
    guard let shown else { return 0 }
    if column == 0 { return shown.periodEnd.seconds }
    if column == 1 { return Int64(shown.flags.rawValue) }
    let value = shown.values[column - 2]
    return shownProfile == 0 ? Self.periodEnergy(value) : EnergyObjects<40>.whole(value.register)
  }

  private static func periodEnergy(_ value: ProfileValue) -> Int64 {
    EnergyObjects<40>.whole(value.register) - EnergyObjects<40>.whole(value.register - value.energy)
  }

  mutating func selectRows(of profile: Int, from: Int64?, to: Int64?) -> RowSelection {
    let ids = rowIDs(of: profile)
    if profile != 2 { return rows.select(ids, from: from, to: to, of: service) }
    var selection = RowSelection(
      first: ids.lowerBound, end: ids.lowerBound, count: 0, fromSeconds: from, toSeconds: to)
    for id in ids {
      guard let seconds = accesses.entry(id)?.seconds, seconds >= from ?? .min, seconds <= to ?? .max else {
        continue
      }
      if selection.count == 0 { selection.first = id }
      selection.end = id + 1
      selection.count += 1
    }
    return selection
  }

  // MARK: Clock and log

  mutating func time(now: Int64) -> OutstationTime {
    service.withDriver { driver in
      let clock = driver.state.clock
      let instant = clock.instant(at: Tick(nanoseconds: driver.nowNanoseconds))
      let rest = instant.nanoseconds - instant.seconds * 1_000_000_000
      let status: UInt8 =
        switch clock.quality {
        case .unset: 1
        case .unsynchronised: 2
        case .synchronised: 0
        }
      return OutstationTime(seconds: instant.seconds, hundredths: UInt8(rest / 10_000_000), status: status)
    }
  }

  mutating func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult {
    // A clock that follows the system would take its own way back.
    guard !followsSystemClock else { return .readWriteDenied }
    guard (946_684_800..<4_102_444_800).contains(seconds) else { return .otherReason }
    let reading = WallClockReading(
      utcNanoseconds: seconds * 1_000_000_000 + Int64(hundredths) * 10_000_000, isSynchronised: true)
    return service.withDriver { $0.setClock(reading) } ? .success : .otherReason
  }

  mutating func resetDemand(now: Int64) -> AccessResult {
    service.withDriver { $0.resetMaximumDemand() }
    return .success
  }

  var errorCompensation: Int32 { service.withDriver { $0.state.errorCompensation } }

  mutating func setErrorCompensation(_ thousandthsOfPercent: Int32, now: Int64) -> AccessResult {
    service.withDriver { $0.setErrorCompensation(thousandthsOfPercent) } ? .success : .otherReason
  }

  mutating func presentFlags(now: Int64) -> UInt16 { service.withDriver { $0.state.openFlags.rawValue } }

  mutating func log(_ event: AccessEvent, now: Int64) {
    accesses.append(event, seconds: time(now: now).seconds)
    if event.kind == .configurationChanged || event.kind == .passwordChanged {
      service.withDriver { $0.noteConfigurationChange() }
    }
  }
}

extension MeterService {
  /// Runs `body` on the meter's thread, between two turns, and waits for what it returns. From other threads only.
  nonisolated func withDriver<Answer: Sendable>(
    _ body: @escaping @Sendable (any MeterDriver) -> Answer
  ) -> Answer {
    thread.perform { self.assumeIsolated { body($0.driver) } }
  }
}
