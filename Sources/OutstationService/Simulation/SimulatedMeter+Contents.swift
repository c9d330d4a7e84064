import COSEM
import Outstation

/// Which meter is simulated.
public enum SimulatedKind: String, Sendable, CaseIterable {
  /// A generic outstation of the Codes of Practice.
  case cop
  /// A Prometer 100 as read in the field.
  case prometer100
}

extension SimulatedMeter {
  /// A meter with `days` of data up to the last period's end before `startSeconds`.
  public init(
    _ kind: SimulatedKind, days: Int, startSeconds: Int64, seed: UInt64, isSealBroken: Bool = false,
    options: SimulationOptions = SimulationOptions()
  ) {
    var source = SeededNumbers(seed: seed)
    let isHourly = options.has("OST-INT-1", "hourly")
    let period: Int64 = isHourly ? 3600 : kind == .cop || options.isSettlement ? 1800 : 900
    var rows = SimulatedRows(kind, period: period, options: options, source: SeededNumbers(seed: seed))
    var profiles: [Profile]
    switch kind {
    case .cop: profiles = [Self.copProfile(days, startSeconds, &rows)]
    case .prometer100: profiles = Self.prometerProfiles(days, startSeconds, &rows)
    }
    let registers = Self.registers(kind, profiles[0], rows, options, &source)
    profiles.append(Self.accessLog)
    self.init(
      identity: OutstationIdentity(
        logicalDevice: "SWM0000012345678", serial: "12345678", manufacturer: "swift-meter",
        outstation: kind == .cop ? "COP12345678" : "PRO12345678", metrologyFirmware: "M1.0.0",
        applicationFirmware: "A1.0.0", communicationsFirmware: "C1.0.0"),
      startSeconds: startSeconds, isSealBroken: isSealBroken, registers: registers, profiles: profiles,
      rows: rows)
  }

  static func column(
    _ classID: UInt16, _ name: OBIS, _ attribute: Int8, _ type: CellType
  ) -> ColumnDescription {
    ColumnDescription(
      source: AttributeDescriptor(classID: classID, name: name, attribute: attribute), type: type)
  }

  static func column(_ classID: UInt16, _ name: OBIS, _ type: CellType) -> ColumnDescription {
    column(classID, name, 2, type)
  }

  static let clock = column(8, OBIS(0, 0, 1, 0, 0), .dateTime)

  static var accessLog: Profile {
    Profile(
      description: ProfileDescription(
        name: OBIS(0, 0, 99, 98, 4), periodSeconds: 0, capacity: 500, columnCount: AccessEvent.columnCount),
      columns: (0..<AccessEvent.columnCount).map(AccessEvent.column), cells: [])
  }

  private static func copProfile(
    _ days: Int, _ start: Int64, _ rows: inout SimulatedRows
  ) -> Profile {
    var columns = [clock, column(1, OBIS(0, 0, 96, 10, 1), .uint16)]
    for quantity in UInt8(1)...4 { columns.append(column(3, OBIS(1, 0, quantity, 29, 0), .uint32)) }
    for quantity in UInt8(1)...4 { columns.append(column(3, OBIS(1, 0, quantity, 8, 0), .uint32)) }
    let shift: Int64 = rows.options.has("OST-INT-2", "shifted") ? 420 : 0
    let cells = Self.rows(days, period: rows.periodSeconds, start - shift) { index, seconds in
      let flags: UInt8 = index % 97 == 96 ? 1 << UInt8(index / 97 % 8) : 0
      return rows.row(seconds + shift, flags: flags)
    }
    var profile = Profile(
      description: ProfileDescription(
        name: OBIS(1, 0, 99, 1, 0), periodSeconds: UInt32(rows.periodSeconds),
        capacity: UInt32(max(days * 48, 4320)), columnCount: columns.count), columns: columns, cells: cells)
    profile.spoil(rows.options)
    return profile
  }

  private static func prometerProfiles(
    _ days: Int, _ start: Int64, _ rows: inout SimulatedRows
  ) -> [Profile] {
    var first = [clock]
    for quantity in UInt8(1)...4 { first.append(column(3, OBIS(1, 0, quantity, 29, 0), .uint32)) }
    for quantity in UInt8(1)...4 { first.append(column(5, OBIS(1, 0, quantity, 5, 0), 3, .uint32)) }
    first.append(column(1, OBIS(1, 0, 96, 5, 4), .uint16))
    for c: UInt8 in [32, 52, 72, 31, 51, 71, 33, 53, 73] {
      first.append(column(3, OBIS(1, 0, c, 27, 0), .uint16))
    }
    first.append(column(3, OBIS(1, 0, 13, 24, 0), .uint16))
    first.append(column(3, OBIS(1, 0, 14, 27, 0), .uint16))
    for e: UInt8 in [4, 15, 26] { first.append(column(3, OBIS(1, 0, 81, 27, e), .uint16)) }
    // Midnight energies; the field's 13 columns are not all known: the four totals.
    let daily =
      [clock] + (UInt8(1)...4).map { column(3, OBIS(1, 0, $0, 8, 0), .uint32) }
    var dailyCells: [Int64] = []
    let firstCells = Self.rows(days, period: rows.periodSeconds, start) { index, seconds in
      var row = rows.row(seconds, flags: 0)
      if index % 131 == 130 { row[9] |= 1 << 4 }
      if seconds % 86_400 == 0 { dailyCells += [seconds] + rows.totals }
      return row
    }
    var second = [clock]
    for c: UInt8 in [157, 177, 197, 14] { second.append(column(3, OBIS(1, 0, c, 27, 0), .uint16)) }
    var source = rows.source
    let secondCells = Self.rows(days, period: 300, start) { _, seconds in
      [seconds] + (0..<4).map { _ in Int64(source.below(60_000)) }
    }
    rows.source = source
    var profiles: [Profile] = []
    for (number, period, columns, cells) in [
      (UInt8(1), UInt32(rows.periodSeconds), first, firstCells), (2, 300, second, secondCells),
    ] {
      profiles.append(
        Profile(
          description: ProfileDescription(
            name: OBIS(1, 0, 99, number, 0), periodSeconds: period,
            capacity: UInt32(max(cells.count / columns.count, number == 1 ? 9600 : 28_800)),
            columnCount: columns.count),
          columns: columns, cells: cells))
    }
    // The companions name the scalers; their rows are not simulated.
    for number in UInt8(1)...2 {
      let companions = profiles[Int(number) - 1].columns.dropFirst().map { column in
        let attribute: Int8 = column.source.classID == 5 ? 4 : 3
        return Self.column(column.source.classID, column.source.name, attribute, .uint8)
      }
      profiles.append(
        Profile(
          description: ProfileDescription(
            name: OBIS(1, 0, 99, number, 128), periodSeconds: 0, capacity: 1, columnCount: companions.count,
            isPeriodDenied: true),
          columns: companions, cells: []))
    }
    profiles.append(
      Profile(
        description: ProfileDescription(
          name: OBIS(1, 0, 99, 128, 0), periodSeconds: 86_400, capacity: 400, columnCount: daily.count),
        columns: daily, cells: dailyCells))
    return profiles
  }

  /// Rows up to the last period's end before `start`, stamped with the end of their period.
  private static func rows(
    _ days: Int, period: Int64, _ start: Int64, _ row: (Int, Int64) -> [Int64]
  ) -> [Int64] {
    let count = days * 86_400 / Int(period)
    let last = start - start % period
    var cells: [Int64] = []
    for index in 0..<count { cells += row(index, last - Int64(count - 1 - index) * period) }
    return cells
  }

  private static func registers(
    _ kind: SimulatedKind, _ profile: Profile, _ rows: SimulatedRows, _ options: SimulationOptions,
    _ source: inout SeededNumbers
  ) -> [Register] {
    var registers: [Register] = []
    func add(
      _ name: OBIS, _ kind: RegisterKind = .register, _ type: CellType = .uint32, scaler: Int8 = 0,
      unit: UInt8, _ value: Int64, isScalerDenied: Bool = false
    ) {
      registers.append(
        Register(
          description: RegisterDescription(
            name: name, kind: kind, type: type, scaler: scaler, unit: unit, isScalerDenied: isScalerDenied),
          value: RegisterValue(value)))
    }
    let demandFactor = 3600 / max(Int64(profile.description.periodSeconds), 1)
    for quantity in UInt8(1)...4 {
      let unit: UInt8 = quantity <= 2 ? 30 : 32
      let total = rows.totals[Int(quantity) - 1]
      add(OBIS(1, 0, quantity, 8, 0), unit: unit, total)
      var left = total
      for rate in UInt8(1)...3 {
        let part = rate == 3 ? left : Int64(source.below(Int(max(left, 1))))
        left -= part
        add(OBIS(1, 0, quantity, 8, rate), unit: unit, part)
      }
      if options.has("REG-2", "rates") && quantity == 1 {
        registers[registers.count - 1].value.value += 10
      }
      let maximum = profile.maximum(rows.firstEnergy + Int(quantity) - 1)
      let high: Int64 = options.has("REG-3", "maximum") ? 105 : 100
      add(
        OBIS(1, 0, quantity, 6, 0), .extended, unit: unit - 3, maximum.value * demandFactor * high / 100)
      registers[registers.count - 1].value.capturedSeconds = maximum.end
      add(OBIS(1, 0, quantity, 5, 0), .demand, unit: unit - 3, Int64(source.below(20_000)))
      registers[registers.count - 1].value.last = Int64(source.below(20_000))
      // The scaler of the interval column is to be borrowed from the cumulative register.
      add(
        OBIS(1, 0, quantity, 29, 0), unit: unit, Int64(source.below(100_000)),
        isScalerDenied: kind == .prometer100)
    }
    for (c, scaler, unit) in [(UInt8(32), Int8(-1), UInt8(35)), (31, -2, 33), (33, -3, 255)] {
      for phase in UInt8(0)...2 {
        let value = Int64(source.below(3000))
        add(OBIS(1, 0, c + 20 * phase, 7, 0), .register, .uint16, scaler: scaler, unit: unit, value)
        if kind == .prometer100 {
          add(
            OBIS(1, 0, c + 20 * phase, 27, 0), .register, .uint16, scaler: scaler, unit: unit, value,
            isScalerDenied: true)
        }
      }
    }
    add(OBIS(1, 0, 14, 7, 0), .register, .uint16, scaler: -2, unit: 44, 5000 + Int64(source.below(10)))
    if kind == .prometer100 { add(OBIS(1, 0, 14, 27, 0), .register, .uint16, scaler: -2, unit: 44, 5001) }
    add(OBIS(0, 0, 96, 7, 0), .data, .uint16, unit: 255, Int64(source.below(50)))
    return registers
  }
}

/// Seeded numbers (SplitMix64): the same on every machine.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) >> 1) % max(bound, 1)
  }
}
