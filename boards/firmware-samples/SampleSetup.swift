import BoardConsole
import HAL
import MeterCore

/// What this firmware meters: what `Tests/Firmware/linux_meter.py` writes as a board file for Linux.
enum SampleSetup {
  /// Events that can always be read back.
  static let events = 128
  /// State records kept for wear.
  static let stateRecords = 8
  /// Sets a second.
  static let rate: UInt32 = 4000
  /// Samples of a set: V1 I1 V2 I2 V3 I3.
  static let channelCount = 6
  /// Time between two readings of the real-time clock.
  static let clockInterval: Int64 = 10_000_000_000
  /// Width of a test pulse and least pause: 30 ms.
  static let pulseSets: UInt32 = 120

  /// What the samples are.
  static var format: SampleFormat {
    SampleFormat(channelCount: UInt8(channelCount), setsPerSecondNumerator: rate, significantBits: 24)
  }

  /// Windows of 10 cycles with the fundamental, healthy from 115 V.
  static var kernel: SampleConfiguration {
    SampleConfiguration(
      sampleRate: rate, channelCount: UInt8(channelCount), bits: 24, measuresFundamental: true)
  }

  /// 0.1 mV and 2 µA a count.
  static func calibration(element: Int) -> ElementCalibration {
    // Both ratios are positive, so neither unwrapping can fail.
    ElementCalibration(
      voltageGain: ScaleFactor(100, over: 1).unsafelyUnwrapped,
      currentGain: ScaleFactor(2000, over: 1).unsafelyUnwrapped,
      voltageChannel: UInt8(2 * element), currentChannel: UInt8(2 * element + 1))
  }

  /// 230 V, 5 A, class 0.5S: starting power 1.15 W an element; no load below 80 % of it, and again below 40 %.
  static var polyphase: PolyphaseConfiguration {
    let noLoad = NoLoadThresholds(startMilliwatts: 920, stopMilliwatts: 460)
    return PolyphaseConfiguration(
      wiring: .threePhaseFourWire, activeNoLoad: noLoad, reactiveNoLoad: noLoad,
      supply: SupplyThresholds(nominalMillivolts: 230_000))
  }

  /// 10 000 imp/kWh.
  static var testPulse: TestPulse {
    TestPulse(
      pulseEnergy: EnergyRatio(pulses: 10_000, perKilowattHours: 1).unsafelyUnwrapped,
      widthSamples: pulseSets, pauseSamples: pulseSets
    ).unsafelyUnwrapped
  }

  /// Registers of the total, then of every element; 5-minute periods and demand.
  static var registers: PulseMeterConfiguration<38> {
    var configuration = PulseMeterConfiguration<38>(
      channelCount: 38, channels: InlineArray { register($0) })
    configuration.period = .minutes5
    configuration.demand = DemandRules(subintervalMinutes: 5, subintervals: 1).unsafelyUnwrapped
    configuration.settleNanoseconds = 90_000_000
    return configuration
  }

  private static func register(_ index: Int) -> PulseChannelConfiguration {
    let total: InlineArray<14, Quantity> = [
      .activeImport, .activeExport, .reactiveImport, .reactiveExport, .reactiveQuadrant1, .reactiveQuadrant2,
      .reactiveQuadrant3, .reactiveQuadrant4, .apparentImport, .apparentExport, .fundamentalReactiveImport,
      .fundamentalReactiveExport, .estimatedActiveImport, .estimatedActiveExport,
    ]
    let element: InlineArray<8, Quantity> = [
      .activeImport, .activeExport, .reactiveQuadrant1, .reactiveQuadrant2, .reactiveQuadrant3,
      .reactiveQuadrant4, .apparentImport, .apparentExport,
    ]
    return PulseChannelConfiguration(
      quantity: index < 14 ? total[index] : element[(index - 14) % 8],
      element: index < 14 ? 0 : UInt8((index - 14) / 8 + 1), pulseEnergy: .wattHour)
  }

  /// As many profile rows as the memory holds beside state and events.
  static func sizes(for geometry: NonVolatileGeometry) -> StorageLayout.Sizes {
    .filling(geometry, channelCount: 38, events: events, stateRecords: stateRecords)
  }
}
