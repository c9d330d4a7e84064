import COSEM
import Outstation

/// A register that the gateway's outstation shows, and where its value comes from.
struct GatewayRegister: Sendable {
  enum Source: Sendable {
    case energy(channel: Int)
    case power(channel: Int)
    case maximumDemand(channel: Int)
    case periodEnergy(channel: Int)
    case voltage(element: Int)
    case current(element: Int)
    case frequency
  }

  var description: RegisterDescription
  var source: Source

  /// The registers of a meter; `elements` that measure voltage and current, 0 for pulses.
  static func all(_ objects: EnergyObjects<40>, channels: Int, elements: Int) -> [GatewayRegister] {
    var all: [GatewayRegister] = []
    for channel in 0..<channels {
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: objects.name(channel, 8), type: .uint64, scaler: 0, unit: objects.energyUnit(channel)),
          source: .energy(channel: channel)))
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: objects.name(channel, 29), type: .uint32, scaler: 0, unit: objects.energyUnit(channel)),
          source: .periodEnergy(channel: channel)))
      guard !objects.isEstimate(channel) else { continue }
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: objects.name(channel, 7), type: .int64, scaler: -3, unit: objects.powerUnit(channel)),
          source: .power(channel: channel)))
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: objects.name(channel, 6), kind: .extended, type: .int64, scaler: -3,
            unit: objects.powerUnit(channel)),
          source: .maximumDemand(channel: channel)))
    }
    for element in 0..<elements {
      let phase = UInt8(20 * element)
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: OBIS(1, 0, 32 + phase, 7, 0), type: .uint32, scaler: -3, unit: 35),
          source: .voltage(element: element)))
      all.append(
        GatewayRegister(
          description: RegisterDescription(
            name: OBIS(1, 0, 31 + phase, 7, 0), type: .uint32, scaler: -3, unit: 33),
          source: .current(element: element)))
    }
    if elements > 0 {
      all.append(
        GatewayRegister(
          description: RegisterDescription(name: OBIS(1, 0, 14, 7, 0), type: .uint32, scaler: -3, unit: 44),
          source: .frequency))
    }
    return all
  }
}
