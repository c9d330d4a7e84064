/// The OCPP versions spoken, by their WebSocket subprotocol.
public enum OCPPVersion: String, Sendable, CaseIterable {
  case v16 = "ocpp1.6"
  case v201 = "ocpp2.0.1"

  /// The first protocol of a client's list that is spoken here: the list is in the client's order of
  /// preference (RFC 6455, 4.1).
  public static func agreed(offered: some Sequence<String>) -> OCPPVersion? {
    for name in offered {
      if let version = OCPPVersion(rawValue: name) { return version }
    }
    return nil
  }
}
