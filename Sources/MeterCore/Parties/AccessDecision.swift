/// What the meter makes of a request.
public enum AccessDecision: Equatable, Sendable, BitwiseCopyable {
  /// Do it; the party it came from, and whether the right is only provisional.
  case granted(Party, isProvisional: Bool)
  /// Do nothing; answer with the refusal.
  case refused(AccessRefusal)

  /// True when granted.
  public var isGranted: Bool {
    if case .granted = self { return true }
    return false
  }
}

/// Why a request was refused. Every refusal is in the security log.
public enum AccessRefusal: UInt8, Error, Equatable, Sendable, BitwiseCopyable {
  /// No party of the meter has this identity: event 8F3E.
  case unknownOriginator
  /// The party has no right to this service: event 8F30.
  case notPermitted
  /// A critical command came without the signature of the key in the party's slot: event 8F3D.
  case signatureRequired
  /// The counter is not above the last one accepted: event 8F3D.
  case replayed
  /// The meter was built without the secondary export (see `TwinElementCapabilities`): event 8F30.
  case notSupported
  /// The counter could not be made durable, so the command is not safe to act on; try again.
  case storageFailed
}
