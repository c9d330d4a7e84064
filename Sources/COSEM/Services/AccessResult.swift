/// Result of access to an attribute or method.
public enum AccessResult: UInt8, Error, Equatable, Sendable, BitwiseCopyable {
  case success = 0
  case hardwareFault = 1
  case temporaryFailure = 2
  case readWriteDenied = 3
  case objectUndefined = 4
  case objectClassInconsistent = 9
  case objectUnavailable = 11
  case typeUnmatched = 12
  case scopeOfAccessViolated = 13
  case dataBlockUnavailable = 14
  case longGetAborted = 15
  case noLongGetInProgress = 16
  case longSetAborted = 17
  case noLongSetInProgress = 18
  case dataBlockNumberInvalid = 19
  case otherReason = 250

  /// Of an action: numbers 15 and 16 mean a long ACTION there, and 17 to 19 do not exist.
  public static var longActionAborted: AccessResult { .longGetAborted }
  /// See `longActionAborted`.
  public static var noLongActionInProgress: AccessResult { .noLongGetInProgress }
}
