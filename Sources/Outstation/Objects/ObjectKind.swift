/// The objects that an outstation has, beside its registers and profiles.
enum ObjectKind: UInt8, BitwiseCopyable {
  case clock
  case currentAssociation
  case publicAssociation
  case serviceAssignment
  case logicalDeviceName
  case serial
  case manufacturer
  case outstationID
  case metrologyFirmware
  case applicationFirmware
  case communicationsFirmware
  case flags
  case accessLevel
  case currentRatioNumerator
  case currentRatioDenominator
  case voltageRatioNumerator
  case voltageRatioDenominator
  case errorCompensation
  case demandResets
  case sendCounter
  case receiveCounter
  case securitySetup
  case levelPassword
  case localPort
  case hdlcSetup
  case tcpSetup
  case resetScript
  case disconnectScript
  case schedule
  case specialDays
  case activityCalendar
  case registerActivation
  case disconnectControl
  case pushSetup
}

/// An object: fixed, or a register or profile of the meter.
enum ObjectReference: Equatable, BitwiseCopyable {
  case fixed(ObjectKind)
  case register(Int)
  case profile(Int)
}
