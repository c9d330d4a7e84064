/// Where events go: a file of JSON lines, the journal of the service, a test.
public protocol ChargePointEventLog: Sendable {
  /// Records one event; never blocks on the network, never throws.
  func record(_ event: ChargePointEvent)
}
