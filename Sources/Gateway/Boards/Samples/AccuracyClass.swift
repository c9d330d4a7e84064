/// Accuracy class of a meter, for the defaults that its standard gives.
public enum AccuracyClass: String, Equatable, Sendable, CaseIterable {
  case class02S = "0.2S"
  case class05S = "0.5S"
  case class1 = "1"
  case class2 = "2"

  /// Starting current as parts per thousand of the reference current (In, or Ib of a direct connected meter)
  /// at PF 1: IEC 62053-22 for 0.2S and 0.5S, IEC 62053-21 for classes 1 and 2 (direct connection).
  /// *Unverified*: from secondary tables; the standards' own text was not at hand.
  public var startCurrentPerMille: UInt64 {
    switch self {
    case .class02S, .class05S: 1
    case .class1: 4
    case .class2: 5
    }
  }

  /// Where the starting current comes from.
  public var startCurrentClause: String {
    switch self {
    case .class02S, .class05S: "IEC 62053-22, starting current 0.001 In (unverified)"
    case .class1: "IEC 62053-21, starting current 0.004 Ib (unverified)"
    case .class2: "IEC 62053-21, starting current 0.005 Ib (unverified)"
    }
  }
}
