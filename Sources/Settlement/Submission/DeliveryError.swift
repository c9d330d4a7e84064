/// A file that could not be delivered; it is still to be sent.
public struct DeliveryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var reason: String
  public var description: String { "not delivered: \(reason)" }
}
