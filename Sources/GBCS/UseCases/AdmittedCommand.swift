/// A command whose protection, use case and role the endpoint has verified: what the meter itself has still to decide.
public struct AdmittedCommand: Sendable {
  public let useCase: UseCase
  /// The role of the frame's originator.
  public let role: RemoteRole
  /// The frame's originator and its counter.
  public let originator: EntityIdentifier
  public let counter: UInt64
  /// Whom the broker speaks for, and that party's counter; nil where the originator speaks for itself.
  public let supplementaryParty: EntityIdentifier?
  public let supplementaryCounter: UInt64?
  /// Its signature verified.
  public let isSigned: Bool

  /// The party that wants it.
  public var party: EntityIdentifier { supplementaryParty ?? originator }
}
