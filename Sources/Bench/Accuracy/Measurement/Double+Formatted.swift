import Foundation

extension Double {
  /// Up to six significant digits.
  var formatted6: String { String(format: "%.6g", self) }

  /// A percentage with sign: `+0.0123 %`.
  var signedPercent: String { String(format: "%+.4f %%", self) }
}
