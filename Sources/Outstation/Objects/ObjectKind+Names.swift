import COSEM

extension ObjectKind {
  /// Logical name of the object (IEC 62056-6-1). Error compensation and passwords have no code of their own: theirs are of
  /// the manufacturer's ranges.
  var name: OBIS {
    switch self {
    case .clock: OBIS(0, 0, 1, 0, 0)
    case .currentAssociation: OBIS(0, 0, 40, 0, 0)
    case .publicAssociation: OBIS(0, 0, 40, 0, 1)
    case .serviceAssignment: OBIS(0, 0, 41, 0, 0)
    case .logicalDeviceName: OBIS(0, 0, 42, 0, 0)
    case .serial: OBIS(0, 0, 96, 1, 0)
    case .manufacturer: OBIS(0, 0, 96, 1, 1)
    case .outstationID: OBIS(0, 0, 96, 1, 2)
    case .metrologyFirmware: OBIS(1, 0, 0, 2, 0)
    case .applicationFirmware: OBIS(1, 1, 0, 2, 0)
    case .communicationsFirmware: OBIS(1, 2, 0, 2, 0)
    case .flags: OBIS(0, 0, 96, 10, 1)
    case .accessLevel: OBIS(0, 0, 96, 10, 2)
    case .currentRatioNumerator: OBIS(1, 0, 0, 4, 2)
    case .voltageRatioNumerator: OBIS(1, 0, 0, 4, 3)
    case .currentRatioDenominator: OBIS(1, 0, 0, 4, 5)
    case .voltageRatioDenominator: OBIS(1, 0, 0, 4, 6)
    case .errorCompensation: OBIS(1, 0, 0, 4, 128)
    case .demandResets: OBIS(1, 0, 0, 1, 0)
    case .sendCounter: OBIS(0, 0, 43, 1, 1)
    case .receiveCounter: OBIS(0, 0, 43, 1, 0)
    case .securitySetup: OBIS(0, 0, 43, 0, 0)
    case .levelPassword: OBIS(0, 0, 96, 50, 10)
    case .localPort: OBIS(0, 0, 20, 0, 0)
    case .hdlcSetup: OBIS(0, 0, 22, 0, 0)
    case .tcpSetup: OBIS(0, 0, 25, 0, 0)
    case .resetScript: OBIS(0, 0, 10, 0, 1)
    case .disconnectScript: OBIS(0, 0, 10, 0, 106)
    case .schedule: OBIS(0, 0, 12, 0, 0)
    case .specialDays: OBIS(0, 0, 11, 0, 0)
    case .activityCalendar: OBIS(0, 0, 13, 0, 0)
    case .registerActivation: OBIS(0, 0, 14, 0, 0)
    case .disconnectControl: OBIS(0, 0, 96, 3, 10)
    case .pushSetup: OBIS(0, 0, 25, 9, 0)
    }
  }

  /// Interface class and version, number of attributes and of methods.
  var shape: (classID: UInt16, version: UInt8, attributes: Int8, methods: Int8) {
    switch self {
    case .clock: (8, 0, 9, 6)
    case .currentAssociation, .publicAssociation: (15, 1, 9, 4)
    case .serviceAssignment: (17, 0, 2, 1)
    case .securitySetup: (64, 0, 5, 2)
    case .localPort: (19, 1, 9, 0)
    case .hdlcSetup: (23, 1, 9, 0)
    case .tcpSetup: (41, 0, 6, 0)
    case .resetScript, .disconnectScript: (9, 0, 2, 1)
    case .schedule: (10, 0, 2, 3)
    case .specialDays: (11, 0, 2, 2)
    case .activityCalendar: (20, 0, 10, 1)
    case .registerActivation: (6, 0, 4, 3)
    case .disconnectControl: (70, 0, 4, 2)
    case .pushSetup: (40, 0, 7, 1)
    default: (1, 0, 2, 0)
    }
  }

  /// True for what a client without password may read.
  var isPublic: Bool {
    switch self {
    case .clock, .currentAssociation, .publicAssociation, .serviceAssignment, .logicalDeviceName, .serial,
      .manufacturer, .outstationID, .sendCounter, .receiveCounter:
      true
    default: false
    }
  }

  /// The level that may write an attribute; nil where nobody may.
  func writeLevel(_ attribute: Int8, _ personality: OutstationPersonality) -> UInt8? {
    switch (self, attribute) {
    case (.clock, 2): personality.clockLevel
    case (.currentRatioNumerator, 2), (.currentRatioDenominator, 2), (.voltageRatioNumerator, 2),
      (.voltageRatioDenominator, 2), (.levelPassword, 2):
      personality.programLevel
    case (.errorCompensation, 2): personality.calibrationLevel
    default: nil
    }
  }

  /// The level that may call a method; nil where nobody may.
  func callLevel(_ method: Int8, _ personality: OutstationPersonality) -> UInt8? {
    switch (self, method) {
    case (.currentAssociation, 1): 0
    case (.clock, 3), (.clock, 6): personality.clockLevel
    case (.resetScript, 1): personality.demandResetLevel
    case (.disconnectScript, 1), (.disconnectControl, 1), (.disconnectControl, 2): personality.programLevel
    default: nil
    }
  }

  /// The level that may read an attribute: secrets are read by nobody.
  func readLevel(_ attribute: Int8) -> UInt8? {
    switch (self, attribute) {
    case (_, 1): 0
    case (.levelPassword, 2), (.currentAssociation, 7), (.publicAssociation, 7): nil
    case (.localPort, 7), (.localPort, 8), (.localPort, 9): nil
    default: isPublic ? 0 : 1
    }
  }
}
