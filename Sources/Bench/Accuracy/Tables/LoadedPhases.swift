/// Which phases carry current; all carry voltage.
public enum LoadedPhases: Hashable, Sendable, CustomStringConvertible {
  /// All of them, alike.
  case balanced
  /// One, 1 to 3.
  case one(Int)

  public var isOnePhase: Bool { self != .balanced }

  public var description: String {
    switch self {
    case .balanced: "all"
    case .one(let phase): "L\(phase)"
    }
  }
}
