import Foundation

/// Curves of one plot as inline SVG, with a title and a description for those who do not see it.
struct EvidencePlot {
  var title: String
  var unit: String
  var series: [EvidenceSeries]
  /// Unique in the document.
  var id: String

  /// Dark on white (contrast above 4.5); curves differ by dash too, so that one on another is seen.
  private static let colors = ["#0b5394", "#b42318", "#1a6b35", "#6639ba", "#8a5a00", "#57606a"]
  private static let dashes = ["", "8 3", "2 3", "10 3 2 3", "5 5", "1 3"]
  private static let limitColor = "#b42318"

  /// Plots of a test: curves of one title together, those without a title by their unit.
  static func plots(of test: EvidenceCase) -> [EvidencePlot] {
    var plots: [EvidencePlot] = []
    for series in test.series {
      let title = series.plot ?? "\(test.title), in \(series.unit)"
      if let place = plots.firstIndex(where: { $0.title == title && $0.unit == series.unit }) {
        plots[place].series.append(series)
      } else {
        plots.append(
          EvidencePlot(
            title: title, unit: series.unit, series: [series], id: "\(test.id)-plot\(plots.count + 1)"))
      }
    }
    return plots.filter { !$0.series.flatMap(\.x).isEmpty }
  }

  var svg: String {
    let isLogarithmic =
      series.contains { $0.isLogarithmic == true } && series.flatMap(\.x).allSatisfy { $0 > 0 }
    let x = PlotAxis(
      series.flatMap(\.x), from: 76, to: 876, isLogarithmic: isLogarithmic, isPadded: isLogarithmic)
    let y = PlotAxis(
      heights, from: 236, to: 34, isLogarithmic: false, isPadded: series.contains { $0.uncertainty != nil })
    let legend = legend(top: 286)
    var out =
      "<svg viewBox=\"0 0 900 \(legend.bottom)\" width=\"900\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\" font-size=\"13\" font-family=\"system-ui,sans-serif\">"
    out +=
      "<title id=\"\(id)-t\">\(Self.escape(title))</title><desc id=\"\(id)-d\">\(Self.escape(description))</desc>"
    out += "<text x=\"16\" y=\"20\" font-weight=\"600\" font-size=\"15\">\(Self.escape(title))</text>"
    for value in y.ticks {
      let place = Self.number(y.place(value))
      let isZero = abs(value) < 1e-12
      out +=
        "<path d=\"M76 \(place)H876\" stroke=\"\(isZero ? "#57606a" : "#dde2e7")\"/><text x=\"70\" y=\"\(place)\" dy=\".35em\" text-anchor=\"end\">\(y.label(value))</text>"
    }
    for value in x.ticks {
      let place = Self.number(x.place(value))
      out +=
        "<path d=\"M\(place) 34V236\" stroke=\"#eef1f4\"/><text x=\"\(place)\" y=\"252\" text-anchor=\"\(x.place(value) > 856 ? "end" : "middle")\">\(Self.xLabel(value, x))</text>"
    }
    out += "<path d=\"M76 34V236H876\" fill=\"none\" stroke=\"#57606a\"/>"
    out += "<text x=\"876\" y=\"270\" text-anchor=\"end\">\(Self.escape(xTitle))</text>"
    out += "<text x=\"76\" y=\"270\">\(Self.escape(unit))</text>"
    for (index, curve) in series.enumerated() { out += draw(curve, index, x, y) }
    return out + legend.svg + "</svg>"
  }

  private var heights: [Double] {
    let values = series.flatMap { curve in
      zip(curve.y, curve.uncertainty ?? Array(repeating: 0, count: curve.y.count)).flatMap {
        [$0 - $1, $0 + $1]
      }
    }
    return values + [0]
  }

  private var xTitle: String {
    series.compactMap(\.xTitle).first ?? ((series.flatMap(\.x).max() ?? 0) > 1e9 ? "time, UTC" : "")
  }

  private var description: String {
    let curves = series.map { curve -> String in
      guard let low = curve.y.min(), let high = curve.y.max() else { return "\(curve.name): no points" }
      return
        "\(curve.name): \(curve.y.count) points from \(PlotAxis.text(low)) to \(PlotAxis.text(high)) \(unit)"
    }
    return curves.joined(separator: "; ") + "."
  }

  private func draw(_ curve: EvidenceSeries, _ index: Int, _ x: PlotAxis, _ y: PlotAxis) -> String {
    let (color, dash) = style(curve, index)
    var path = ""
    for (place, (px, py)) in zip(curve.x, curve.y).enumerated() {
      let (left, top) = (Self.number(x.place(px)), Self.number(y.place(py)))
      path += place == 0 ? "M\(left) \(top)" : curve.isStepped ? "H\(left)V\(top)" : "L\(left) \(top)"
    }
    if curve.x.count == 1 {
      // A lone point is a dash of its own; one with uncertainty has a dot.
      let (left, top) = (x.place(curve.x[0]), Self.number(y.place(curve.y[0])))
      path = "M\(Self.number(left - 24)) \(top)H\(Self.number(left + 24))"
    }
    let dashed = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    var out = "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.8\"\(dashed)/>"
    guard let uncertainty = curve.uncertainty else { return out }
    for (place, (px, py)) in zip(curve.x, curve.y).enumerated() where place < uncertainty.count {
      let left = x.place(px)
      let (low, high) = (
        Self.number(y.place(py - uncertainty[place])), Self.number(y.place(py + uncertainty[place]))
      )
      let (a, b) = (Self.number(left - 5), Self.number(left + 5))
      out +=
        "<path d=\"M\(Self.number(left)) \(low)V\(high)M\(a) \(low)H\(b)M\(a) \(high)H\(b)\" stroke=\"\(color)\" stroke-width=\"1.4\"/><circle cx=\"\(Self.number(left))\" cy=\"\(Self.number(y.place(py)))\" r=\"3.2\" fill=\"\(color)\"/>"
    }
    return out
  }

  private func style(_ curve: EvidenceSeries, _ index: Int) -> (color: String, dash: String) {
    if curve.role == .limit { return (Self.limitColor, "7 4") }
    return (
      Self.colors[index % Self.colors.count], Self.dashes[index % Self.dashes.count]
    )
  }

  /// The curves' names below the plot, wrapped.
  private func legend(top: Int) -> (svg: String, bottom: Int) {
    var out = ""
    var left = 76
    var line = top
    var seen: [String] = []
    for (index, curve) in series.enumerated() where !seen.contains(curve.name) {
      seen.append(curve.name)
      let width = 44 + curve.name.count * 8
      if left + width > 886, left > 76 {
        left = 76
        line += 20
      }
      let (color, dash) = style(curve, index)
      let dashed = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
      out +=
        "<path d=\"M\(left) \(line - 4)h26\" stroke=\"\(color)\" stroke-width=\"2.4\"\(dashed)/><text x=\"\(left + 32)\" y=\"\(line)\">\(Self.escape(curve.name))</text>"
      left += width
    }
    return (out, line + 12)
  }

  /// Seconds since 1970 as a time of day, other numbers as they are.
  private static func xLabel(_ x: Double, _ axis: PlotAxis) -> String {
    guard x > 1e9, !axis.isLogarithmic else { return axis.label(x) }
    let total = Int(x)
    let time = String(format: "%02d:%02dZ", total % 86_400 / 3600, total % 3600 / 60)
    if axis.high - axis.low <= 93_600 { return time }
    let date = Date(timeIntervalSince1970: x).formatted(.iso8601.year().month().day())
    // Ticks on midnights only need no time.
    if axis.ticks.allSatisfy({ Int($0) % 86_400 == 0 }) { return date }
    return "\(date) \(time)"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

  static func escape(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
