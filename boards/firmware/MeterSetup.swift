import BoardConsole
import HAL
import MeterCore
import Outstation

/// What this firmware meters.
enum MeterSetup {
  /// Events that can always be read back.
  static let events = 64
  /// Accesses that can always be read back: a block of the board with the smallest ones holds them.
  static let accesses = 80
  /// State records kept for wear.
  static let stateRecords = 64

  /// Active import at 1000 imp/kWh and active export at 1200 imp/kWh (833 333 1/3 µWh a pulse), 30 minutes.
  static var configuration: PulseMeterConfiguration<2> {
    // Both constants are exact ratios, so neither unwrapping can fail.
    let `import` = PulseChannelConfiguration(
      quantity: .activeImport, element: 1,
      pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1).unsafelyUnwrapped)
    let export = PulseChannelConfiguration(
      quantity: .activeExport, element: 1,
      pulseEnergy: EnergyRatio(pulses: 1200, perKilowattHours: 1).unsafelyUnwrapped)
    var configuration = PulseMeterConfiguration<2>(channelCount: 2, channels: [`import`, export])
    // An interrupt's edges are in the queue before any later time is read: nothing is delivered late.
    configuration.settleNanoseconds = 0
    return configuration
  }

  /// Who the meter is to COSEM clients.
  static var identity: OutstationIdentity {
    OutstationIdentity(
      logicalDevice: "SWM0000000000001", serial: "0000000000001", manufacturer: "swift-meter",
      outstation: "1",
      metrologyFirmware: "metrology 0.1.0", applicationFirmware: "application 0.1.0",
      communicationsFirmware: "communications 0.1.0")
  }

  /// As many profile rows as the memory holds beside state and events.
  static func sizes(for geometry: NonVolatileGeometry) -> StorageLayout.Sizes {
    .filling(geometry, channelCount: 2, events: events, stateRecords: stateRecords)
  }
}
