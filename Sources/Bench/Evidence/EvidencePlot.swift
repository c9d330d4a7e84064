import Foundation

/// Curves of one unit as inline SVG, time on x.
struct EvidencePlot {
  var series: [EvidenceSeries]
  var unit: String

  private static let colors = ["#0969da", "#cf222e", "#116329", "#8250df", "#9a6700", "#57606a"]

  var svg: String {
    let xs = series.flatMap(\.x)
    let ys = series.flatMap(\.y)
    guard let left = xs.min(), let right = xs.max(), right > left else { return "" }
    let bottom = min(ys.min() ?? 0, 0)
    let top = max(ys.max() ?? 1, bottom + 1e-9)
    func px(_ x: Double) -> String { String(format: "%.1f", 70 + (x - left) / (right - left) * 800) }
    func py(_ y: Double) -> String { String(format: "%.1f", 210 - (y - bottom) / (top - bottom) * 180) }
    var out =
      "<svg viewBox=\"0 0 900 260\" width=\"900\" role=\"img\" font-size=\"12\" font-family=\"sans-serif\">"
    for step in 0...4 {
      let y = bottom + (top - bottom) * Double(step) / 4
      out +=
        "<path d=\"M70 \(py(y))H870\" stroke=\"#d0d7de\"/><text x=\"64\" y=\"\(py(y))\" text-anchor=\"end\">\(Self.number(y))</text>"
    }
    for step in 0...4 {
      let x = left + (right - left) * Double(step) / 4
      out +=
        "<text x=\"\(px(x))\" y=\"228\" text-anchor=\"middle\">\(Self.label(x, span: right - left))</text>"
    }
    for (index, curve) in series.enumerated() {
      let color = Self.colors[index % Self.colors.count]
      var path = ""
      for (place, (x, y)) in zip(curve.x, curve.y).enumerated() {
        if place == 0 {
          path = "M\(px(x)) \(py(y))"
        } else {
          path += curve.isStepped ? "H\(px(x))V\(py(y))" : "L\(px(x)) \(py(y))"
        }
      }
      out += "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.5\"/>"
      out +=
        "<text x=\"\(80 + index % 4 * 200)\" y=\"\(246 + index / 4 * 14)\" fill=\"\(color)\">\(Self.escape(curve.name))</text>"
    }
    return out + "<text x=\"70\" y=\"18\">\(Self.escape(unit))</text></svg>"
  }

  /// Seconds since 1970 as a time of day, other numbers as they are.
  private static func label(_ x: Double, span: Double) -> String {
    guard x > 1e9 else { return number(x) }
    let total = Int(x)
    let hour = total % 86_400 / 3600
    let minute = total % 3600 / 60
    if span <= 93_600 { return String(format: "%02d:%02dZ", hour, minute) }
    let date = Date(timeIntervalSince1970: x).formatted(.iso8601.year().month().day())
    return "\(date) \(String(format: "%02d:%02dZ", hour, minute))"
  }

  private static func number(_ y: Double) -> String {
    y == y.rounded() && abs(y) < 1e9 ? String(Int(y)) : String(format: "%.4g", y)
  }

  static func escape(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
