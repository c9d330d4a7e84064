/// Why a meter took no notice of a frame: nothing was read, nothing changed, nothing is answered.
public enum CommandRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(FrameDecodingError)
  case notACommand(FrameDirection)
  case wrongRecipient(EntityIdentifier)
  case unknownUseCase(MessageCode)
  /// The code is of a provisional use case and the capability is off.
  case provisionalUseCase(MessageCode)
  case unknownOriginator(EntityIdentifier)
  case notPermitted(RemoteRole, useCase: String)
  case cryptography(CryptographyError)
  /// A critical command without signature or MAC, or a signature where none belongs.
  case wrongProtection(String)
  /// Not above the last counter taken from that party.
  case replayed(EntityIdentifier, counter: UInt64, last: UInt64)
  /// The meter's party register or access matrix says no.
  case partyNotPermitted(EntityIdentifier, useCase: String, reason: String)
  /// The meter's memory failed, so the counter could not be made durable.
  case storageFailed
  /// Not the accesses of its use case, or protection parameters that are not the header's.
  case notTheUseCase(String)

  public var description: String {
    switch self {
    case .malformed(let error): "not a frame: \(error)"
    case .notACommand(let direction):
      "a meter takes commands; this is \(direction == .alert ? "an" : "a") \(direction)"
    case .wrongRecipient(let recipient): "the frame is for \(recipient), not for this meter"
    case .unknownUseCase(let code): "message code \(code) is of no use case that this meter runs"
    case .provisionalUseCase(let code):
      "message code \(code) is provisional (MP184); the capability for it is off"
    case .unknownOriginator(let originator): "\(originator) is in none of the meter's key slots"
    case .notPermitted(let role, let useCase): "the \(role) may not call \(useCase)"
    case .cryptography(let error): "\(error)"
    case .wrongProtection(let what): what
    case .replayed(let party, let counter, let last):
      "counter \(counter) of \(party) is not above the last one taken, \(last): a replay"
    case .partyNotPermitted(let party, let useCase, let reason):
      "\(party) may not call \(useCase) on this meter: \(reason)"
    case .storageFailed: "the meter's memory failed; nothing was done, try again"
    case .notTheUseCase(let what): what
    }
  }

  /// The event that the meter logs, where a code is known for it.
  public var event: UInt16? {
    switch self {
    case .unknownOriginator, .notPermitted: 0x8F3E
    case .cryptography, .wrongProtection, .replayed: 0x8F3D
    case .malformed, .notTheUseCase: 0x8F1E
    case .unknownUseCase, .provisionalUseCase, .partyNotPermitted, .storageFailed: 0x8F30
    case .notACommand, .wrongRecipient: nil
    }
  }
}
