/// Accuracy class of a meter, with the standard whose tables apply.
public enum AccuracyClass: String, CaseIterable, Sendable {
  /// IEC 62053-22, transformer operated, active energy.
  case class02S = "0.2S"
  case class05S = "0.5S"
  /// IEC 62053-21, active energy.
  case class1 = "1"
  case class2 = "2"
  /// IEC 62053-23, reactive energy.
  case reactive2 = "var2"
  case reactive3 = "var3"
  /// EN 50470-3 and MID, active energy.
  case midA = "A"
  case midB = "B"
  case midC = "C"

  /// True where reactive energy is measured, and sin φ takes the place of cos φ.
  public var isReactive: Bool { self == .reactive2 || self == .reactive3 }

  /// True for the classes of EN 50470-3.
  public var isMID: Bool { self == .midA || self == .midB || self == .midC }

  /// Column of the class in tables of A, B, C.
  var midColumn: Int? {
    switch self {
    case .midA: 0
    case .midB: 1
    case .midC: 2
    default: nil
    }
  }
}
