/// Edges of a meter's pulse output over a known time.
public struct CoPPulses: Equatable, Sendable {
  /// UTC seconds and whether the output is on from then on; in order of time.
  public var edges: [(seconds: Double, isOn: Bool)]
  /// Energy of a pulse in Wh.
  public var valueWattHours: Double
  /// The quantity: 1 A+ to 4 R-.
  public var quantity: UInt8

  /// Edges.
  public init(edges: [(seconds: Double, isOn: Bool)], valueWattHours: Double, quantity: UInt8 = 1) {
    self.edges = edges
    self.valueWattHours = valueWattHours
    self.quantity = quantity
  }

  /// Reads `seconds,1` and `seconds,0` lines; a heading is skipped.
  public init(csv: String, valueWattHours: Double, quantity: UInt8 = 1) throws(CoPOptionError) {
    edges = []
    self.valueWattHours = valueWattHours
    self.quantity = quantity
    for (index, line) in csv.split(whereSeparator: \.isNewline).enumerated() {
      let cells = line.split(separator: ",")
      if index == 0, Double(cells.first ?? "") == nil { continue }
      guard cells.count == 2, let seconds = Double(cells[0]), cells[1] == "0" || cells[1] == "1",
        edges.last.map({ $0.seconds <= seconds && $0.isOn != (cells[1] == "1") }) ?? true
      else {
        throw CoPOptionError(
          reason: "line \(index + 1): expected 'seconds,1' and 'seconds,0' in turn, in order of time")
      }
      edges.append((seconds, cells[1] == "1"))
    }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.valueWattHours == right.valueWattHours && left.quantity == right.quantity
      && left.edges.elementsEqual(right.edges) { $0 == $1 }
  }
}
