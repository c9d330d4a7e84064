import Foundation

/// Error against current, both logarithmic, as SVG.
struct AccuracyPlot {
  struct Line {
    var name: String
    var colour: String
    var isDashed = false
    var points: [(load: Double, error: Double)]
  }

  var lines: [Line]

  func svg() -> String {
    let (left, top, width, height) = (70.0, 20.0, 560.0, 320.0)
    func x(_ load: Double) -> Double { left + width * (log10(load) + 2) / (log10(1.2) + 2) }
    func y(_ error: Double) -> Double { top + height * (0 - log10(max(error, 1e-5))) / 5 }
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="660" height="400" font-family="sans-serif" font-size="12">
      <rect width="660" height="400" fill="white"/>

      """
    for power in 0...5 {
      let value = pow(10, -Double(power))
      text += "<path d=\"M\(left) \(number(y(value)))h\(width)\" stroke=\"#ddd\"/>"
      text += "<text x=\"\(left - 8)\" y=\"\(number(y(value) + 4))\" text-anchor=\"end\">"
      text += String(format: "%.*f", power, value) + "</text>\n"
    }
    for load in [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] {
      text += "<path d=\"M\(number(x(load))) \(top)v\(height)\" stroke=\"#eee\"/>"
      text +=
        "<text x=\"\(number(x(load)))\" y=\"\(top + height + 18)\" text-anchor=\"middle\">\(load)</text>\n"
    }
    text +=
      "<text x=\"\(left + width / 2)\" y=\"\(top + height + 36)\" text-anchor=\"middle\">current / rated current</text>\n"
    text += "<text x=\"16\" y=\"\(top + height / 2)\" transform=\"rotate(-90 16 \(top + height / 2))\" "
    text += "text-anchor=\"middle\">largest |error| of active energy, %</text>\n"
    for (index, line) in lines.enumerated() {
      let path = line.points.map { "\(number(x($0.load))) \(number(y($0.error)))" }.joined(separator: "L")
      let dash = line.isDashed ? " stroke-dasharray=\"6 4\"" : ""
      text += "<path d=\"M\(path)\" fill=\"none\" stroke=\"\(line.colour)\" stroke-width=\"1.8\"\(dash)/>"
      let row = top + 130 + Double(index) * 17
      text += "<path d=\"M\(left + 390) \(row)h26\" stroke=\"\(line.colour)\" stroke-width=\"1.8\"\(dash)/>"
      text += "<text x=\"\(left + 422)\" y=\"\(row + 4)\">\(line.name)</text>\n"
    }
    return text + "</svg>\n"
  }
}
