/// Application context names 2.16.756.5.8.1.x.
public enum ApplicationContext: UInt8, Sendable, BitwiseCopyable {
  case logicalName = 1
  case shortName = 2
  case logicalNameCiphered = 3
  case shortNameCiphered = 4
}

/// Authentication mechanism names 2.16.756.5.8.2.x.
public enum AuthenticationMechanism: UInt8, Sendable, BitwiseCopyable {
  case none = 0
  /// Password (LLS).
  case low = 1
  /// Manufacturer-specific challenge.
  case high = 2
  case highMD5 = 3
  case highSHA1 = 4
  case highGMAC = 5
  case highSHA256 = 6
  case highECDSA = 7
}

/// Result of an association request.
public enum AssociationResult: UInt8, Sendable, BitwiseCopyable {
  case accepted = 0
  case rejectedPermanent = 1
  case rejectedTransient = 2
}

/// Why an association was not accepted, or what follows. The last two are the ACSE service provider's.
public enum AssociationDiagnostic: UInt8, Sendable, BitwiseCopyable {
  case null = 0
  case noReasonGiven = 1
  case applicationContextNotSupported = 2
  case callingTitleNotRecognised = 3
  case mechanismNotRecognised = 11
  case mechanismRequired = 12
  case authenticationFailure = 13
  case authenticationRequired = 14
  /// Provider: no common ACSE version.
  case noCommonVersion = 0x82
}
