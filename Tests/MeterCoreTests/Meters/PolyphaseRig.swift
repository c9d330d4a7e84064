import HAL
import MockHAL

@testable import MeterCore

/// A polyphase meter on an emulated medium, fed with windows made by hand.
struct PolyphaseRig: ~Copyable {
  typealias Meter = PolyphaseMeter<3, 32, 8192, EmulatedMemory>

  static let geometry = NonVolatileGeometry(
    sizeBytes: 512 * 1024, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: true)

  /// Every quantity of the total, then active import and export of each element.
  static func registers(
    _ wiring: Wiring, demand: DemandRules = .halfHour
  ) -> PulseMeterConfiguration<32> {
    var list: [(Quantity, UInt8)] = []
    if wiring.hasTotal { list += Quantity.allCases.map { ($0, 0) } }
    if wiring.hasElementRegisters {
      for element in 1...UInt8(wiring.elementCount) {
        list += [
          (.activeImport, element), (.activeExport, element), (.reactiveQuadrant1, element),
          (.apparentImport, element),
        ]
        if !wiring.hasTotal { list.append((.estimatedActiveImport, element)) }
      }
    }
    var configuration = PulseMeterConfiguration<32>(
      channelCount: UInt8(list.count),
      channels: InlineArray {
        let (quantity, element) = $0 < list.count ? list[$0] : (.activeImport, 1)
        return PulseChannelConfiguration(quantity: quantity, element: element, pulseEnergy: .wattHour)
      })
    configuration.demand = demand
    return configuration
  }

  static func configuration(
    _ wiring: Wiring, _ summation: Summation = .vector, noLoad: NoLoadThresholds = .none
  ) -> PolyphaseConfiguration {
    PolyphaseConfiguration(
      wiring: wiring, summation: summation, activeNoLoad: noLoad, reactiveNoLoad: noLoad,
      supply: SupplyThresholds(nominalMillivolts: 230_000))
  }

  let medium: EmulatedMedium
  let clock: VirtualClock
  var meter: Meter

  init(
    _ configuration: PolyphaseConfiguration, demand: DemandRules = .halfHour,
    medium: EmulatedMedium = EmulatedMedium(PolyphaseRig.geometry),
    clock: VirtualClock = VirtualClock(utcSeconds: MeterRig.start)
  ) throws {
    self.medium = medium
    self.clock = clock
    let registers = Self.registers(configuration.wiring, demand: demand)
    meter = try Meter(
      configuration, registers: registers, memory: EmulatedMemory(medium),
      sizes: StorageLayout.Sizes(
        channelCount: registers.channelCount, profileRows: 100, events: 200, stateRecords: 4),
      format: .whenNothingValid)
    meter.begin(
      at: Tick(nanoseconds: clock.nowNanoseconds()), reading: clock.read(), cause: .supplyRestored,
      boot: .unknown)
  }

  /// A window of 230 V on all elements with the given energies in µWh.
  static func window(
    _ active: [FineEnergy], reactive: [FineEnergy] = [.zero, .zero, .zero], milliseconds: UInt64 = 200
  ) -> WindowMeasurement<3> {
    var window = WindowMeasurement<3>()
    window.end = .cycles
    window.sampleCount = UInt32(milliseconds * 4)
    window.durationNanoseconds = milliseconds * 1_000_000
    for element in 0..<3 {
      window.elements[element].voltageMillivolts = 230_000
      window.elements[element].isVoltageHealthy = true
      window.elements[element].active = active[element]
      window.elements[element].reactive = reactive[element]
      window.elements[element].apparent = FineEnergy.hypotenuse(active[element], reactive[element])
    }
    return window
  }

  /// Takes a window that lasts its duration from now.
  mutating func take(_ window: WindowMeasurement<3>, missing nanoseconds: Int64 = 0) {
    let start = clock.nowNanoseconds() + nanoseconds
    clock.advance(byNanoseconds: nanoseconds + Int64(window.durationNanoseconds))
    meter.take(window, from: Tick(nanoseconds: start), to: Tick(nanoseconds: clock.nowNanoseconds()))
  }

  /// A register in µWh; -1 where there is none.
  func register(_ quantity: Quantity, _ element: Int = 0) -> Int64 {
    guard let place = Meter.place(quantity, element: element), meter.channelIndex[place] != 255 else {
      return -1
    }
    return meter.registers.state.channels[Int(meter.channelIndex[place])].register.energy.microwattHours
  }

  func channel(_ quantity: Quantity, _ element: Int = 0) -> PulseChannel {
    meter.registers.state.channels[Int(meter.channelIndex[Meter.place(quantity, element: element)!])]
  }

  mutating func rows() throws -> [ProfileRow<32>] {
    var rows: [ProfileRow<32>] = []
    for id in meter.registers.rowIDs { if let row = try meter.registers.row(id) { rows.append(row) } }
    return rows
  }

  mutating func events() throws -> [MeterEvent] {
    var events: [MeterEvent] = []
    for id in meter.registers.eventIDs {
      if let event = try meter.registers.event(id), event.code.rawValue >= 20 { events.append(event) }
    }
    return events
  }
}

extension FineEnergy {
  /// Whole µWh.
  static func micro(_ energy: Int64) -> FineEnergy { FineEnergy(microwattHours: energy) }
}
