/// A CALL a simulated charge point wants to make; its transaction id may not be known yet.
public struct SimulatedMessage: Equatable, Sendable {
  public var action: String
  /// The payload, without a 1.6 transaction id.
  public var payload: JSONValue
  /// Local number of the transaction whose id belongs into the payload (1.6).
  public var transaction: Int?

  /// What a simulated charge point does next.
  public enum Step: Equatable, Sendable {
    case connect
    case disconnect
    case call(SimulatedMessage)
    /// A text that is sent as it is; no answer is waited for.
    case raw(String)
  }
}
