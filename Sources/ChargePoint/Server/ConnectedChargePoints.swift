/// The charge points connected now, by identity.
actor ConnectedChargePoints {
  private var connections: [String: ChargePointConnection] = [:]

  /// Enters a connection; returns the one it replaces.
  func enter(_ connection: ChargePointConnection) -> ChargePointConnection? {
    connections.updateValue(connection, forKey: connection.identity)
  }

  /// Takes a connection out, unless another has replaced it.
  func leave(_ connection: ChargePointConnection) {
    if connections[connection.identity] === connection { connections[connection.identity] = nil }
  }

  /// The connection of an identity.
  func connection(_ identity: String) -> ChargePointConnection? { connections[identity] }

  /// All of them, by identity.
  var all: [ChargePointConnection] { connections.values.sorted { $0.identity < $1.identity } }
}
