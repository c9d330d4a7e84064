import Foundation

/// Ratio to the ideal against baud rate, one panel a turnaround, as SVG.
struct EfficiencyPlot {
  struct Line {
    var setting: String
    var turnaround: Int64
    var points: [(baud: Double, ratio: Double)]
  }

  var lines: [Line]
  private static let colours = ["#1b6", "#27c", "#a3c", "#d80", "#c22"]

  init(lines: [Line]) { self.lines = lines }

  func svg() -> String {
    let settings = lines.reduce(into: [String]()) { if !$0.contains($1.setting) { $0.append($1.setting) } }
    let turnarounds = lines.reduce(into: [Int64]()) {
      if !$0.contains($1.turnaround) { $0.append($1.turnaround) }
    }
    let (top, width, height) = (40.0, 240.0, 240.0)
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="880" height="370" font-family="sans-serif" font-size="12">
      <rect width="880" height="370" fill="white"/>

      """
    for (panel, turnaround) in turnarounds.enumerated() {
      let left = 60 + Double(panel) * (width + 35)
      func x(_ baud: Double) -> Double { left + width * log(baud / 300) / log(115_200.0 / 300) }
      func y(_ ratio: Double) -> Double { top + height * (1 - ratio) }
      text +=
        "<text x=\"\(left + width / 2)\" y=\"24\" text-anchor=\"middle\">turnaround \(turnaround) ms</text>\n"
      for step in 0...5 {
        let value = Double(step) / 5
        text += "<path d=\"M\(left) \(number(y(value)))h\(width)\" stroke=\"#ddd\"/>"
        text += "<text x=\"\(left - 6)\" y=\"\(number(y(value) + 4))\" text-anchor=\"end\">\(value)</text>\n"
      }
      for baud in [300.0, 1200, 9600, 38_400, 115_200] {
        text += "<path d=\"M\(number(x(baud))) \(top)v\(height)\" stroke=\"#eee\"/>"
        text +=
          "<text x=\"\(number(x(baud)))\" y=\"\(top + height + 16)\" text-anchor=\"middle\">\(Int(baud))</text>\n"
      }
      for line in lines where line.turnaround == turnaround {
        let colour = Self.colours[settings.firstIndex(of: line.setting)! % Self.colours.count]
        let path = line.points.map { "\(number(x($0.baud))) \(number(y($0.ratio)))" }.joined(separator: "L")
        text += "<path d=\"M\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.8\"/>\n"
      }
    }
    text +=
      "<text x=\"440\" y=\"\(top + height + 40)\" text-anchor=\"middle\">baud; ratio of the ideal time (application octets alone) to the time of the session</text>\n"
    for (index, setting) in settings.enumerated() {
      let left = 180 + Double(index) * 120
      text +=
        "<path d=\"M\(left) 340h26\" stroke=\"\(Self.colours[index % Self.colours.count])\" stroke-width=\"2\"/>"
      text += "<text x=\"\(left + 32)\" y=\"344\">\(setting)</text>\n"
    }
    return text + "</svg>\n"
  }
}
