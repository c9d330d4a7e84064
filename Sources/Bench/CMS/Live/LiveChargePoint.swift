/// A real charge point on the bench: what an adapter to its protocol has to offer.
///
/// Everything it sent is kept by number from 0, so that a scenario can ask for what came since it began.
public protocol LiveChargePoint: Sendable {
  /// Identity and protocol, for the report.
  var name: String { get async }
  /// Register readings of the connector under test, in the order of arrival, from number `first` on.
  func readings(from first: Int) async -> [Transmission]
  /// The event log from number `first` on.
  func events(from first: Int) async -> [LiveEvent]
  /// Raw frames of both directions, one JSON object a line, from number `first` on.
  func frames(from first: Int) async -> [String]
  /// Asks it to begin a session.
  func start() async -> LiveConfirmation
  /// Asks it to end its session.
  func stop() async -> LiveConfirmation
  /// Asks it for its register now.
  func read() async -> LiveConfirmation
}
