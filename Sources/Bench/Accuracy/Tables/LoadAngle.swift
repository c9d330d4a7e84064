import Foundation

/// cos φ (sin φ for reactive energy) and its side.
public struct LoadAngle: Hashable, Sendable, CustomStringConvertible {
  /// Which way the current is shifted.
  public enum Side: String, Sendable { case none = "", lagging = "L", leading = "C" }

  /// cos φ or sin φ in thousandths, 1...1000.
  public var thousandths: Int
  /// Side; `none` at 1.
  public var side: Side

  /// Creates an angle.
  public init(_ thousandths: Int, _ side: Side) {
    self.thousandths = thousandths
    self.side = side
  }

  /// 1.
  public static let unity = LoadAngle(1000, .none)
  /// 0.5 inductive.
  public static let half = LoadAngle(500, .lagging)
  /// 0.8 capacitive.
  public static let leading = LoadAngle(800, .leading)
  /// 0.25 inductive.
  public static let quarter = LoadAngle(250, .lagging)
  /// 0.5 capacitive.
  public static let halfLeading = LoadAngle(500, .leading)

  /// The factor.
  public var factor: Double { Double(thousandths) / 1000 }

  /// tan φ of an active load, positive for lagging.
  public var tangent: Double {
    let value = (1 - factor * factor).squareRoot() / factor
    return side == .leading ? -value : value
  }

  public var description: String {
    thousandths == 1000 ? "1" : String(format: "%g%@", factor, side.rawValue)
  }
}
