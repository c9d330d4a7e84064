/// A Code of Practice that the bench knows rules of.
public enum CodeOfPractice: Int, Codable, Sendable, CaseIterable {
  /// Circuits above 100 MVA.
  case cop1 = 1
  /// Up to 100 MVA.
  case cop2 = 2
  /// Up to 10 MVA.
  case cop3 = 3
  /// Maximum demand up to 1 MW.
  case cop5 = 5
  /// Low-voltage import, fused up to 100 A a phase.
  case cop6 = 6
  /// Low-voltage circuits, elective half-hourly.
  case cop10 = 10
  /// Asset metering behind the boundary.
  case cop11 = 11

  /// Codes whose outstations store new half hours for 90 days since CP1527.
  public static let extendedStorage: [CodeOfPractice] = [.cop1, .cop2, .cop3, .cop5, .cop10]
  /// Codes with half-hourly data whose protocols are approved under BSCP601.
  public static let halfHourly: [CodeOfPractice] = [.cop1, .cop2, .cop3, .cop5, .cop6, .cop10]
  /// Codes with four measured quantities.
  public static let fourQuantities: [CodeOfPractice] = [.cop1, .cop2, .cop3, .cop5]
}
