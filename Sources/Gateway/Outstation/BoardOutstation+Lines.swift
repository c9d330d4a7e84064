import DataLink
import HAL
import OutstationService

extension HDLCParameters {
  /// What TCP carries best.
  static var widest: HDLCParameters {
    HDLCParameters(
      maximumInformationTransmit: 2030, maximumInformationReceive: 2030, windowTransmit: 7, windowReceive: 7)
  }
}

extension BoardOutstation.Line {
  /// What the line speaks, as the server wants it.
  func kind(_ outstation: BoardOutstation) -> LinkKind {
    let limits = HDLCParameters(
      maximumInformationTransmit: informationOctets, maximumInformationReceive: informationOctets,
      windowTransmit: window, windowReceive: window)
    let inner = HDLCServerConfiguration(physicalAddress: physicalAddress, limits: limits)
    guard speaks == .optical else { return .hdlc(inner) }
    var configuration = FlagServerConfiguration(mode: .e, baud: port.settings.baud)
    let name = Array("swift-meter".utf8)
    for (index, character) in name.enumerated() { configuration.identification[index] = character }
    configuration.identificationCount = UInt8(name.count)
    let address = Array(outstation.serialNumber.utf8.prefix(32))
    for (index, character) in address.enumerated() { configuration.address[index] = character }
    configuration.addressCount = UInt8(address.count)
    return .flag(configuration, inner)
  }

  /// Frame and speed of an optical port: 7E1 before HDLC, 8N1 with it; always 8N1 with parity in software.
  func opticalSettings(baud: UInt32, isEightBit: Bool) -> SerialSettings {
    isEightBit || hasSoftwareParity
      ? SerialSettings(baud: baud) : SerialSettings(baud: baud, dataBits: 7, parity: .even)
  }
}
