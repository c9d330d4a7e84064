/// Why no page can be served.
public enum PageError: Error, Equatable, CustomStringConvertible {
  /// The address is taken or not allowed.
  case cannotListen(address: String, reason: String)

  public var description: String {
    switch self {
    case .cannotListen(let address, let reason):
      "no page at \(address): \(reason); choose another port"
    }
  }
}
