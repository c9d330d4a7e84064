import COSEM
import Outstation

extension SimulatedMeter {
  /// Edges of the output for A+ over the last `hours` of stored periods and the one before: UTC seconds, and whether
  /// the output is on from then on. None where the profile has no registers.
  public func pulses(hours: Int, wattHours: Int64) -> [(seconds: Double, isOn: Bool)] {
    let profile = profiles[0]
    let width = profile.columns.count
    let periods = hours * 3600 / max(Int(profile.description.periodSeconds), 1) + 1
    guard
      let register = profile.columns.firstIndex(where: { $0.source.name == OBIS(1, 0, 1, 8, 0) }),
      profile.rowCount > periods + 1, wattHours > 0
    else { return [] }
    let length = options.has("PUL-1", "short") ? 0.02 : 0.06
    var edges: [(seconds: Double, isOn: Bool)] = []
    var number = 0
    for row in (profile.rowCount - periods)..<profile.rowCount {
      let begin = profile.cells[(row - 1) * width]
      let period = Double(profile.cells[row * width] - begin)
      let count =
        profile.cells[row * width + register] / wattHours
        - profile.cells[(row - 1) * width + register] / wattHours
      for index in 0..<max(count, 0) {
        number += 1
        if options.has("PUL-2", "lost") && number % 50 == 0 { continue }
        let time = Double(begin) + (Double(index) + 0.5) / Double(count) * period
        edges += [(time, true), (time + length, false)]
      }
    }
    return edges
  }

  /// Edges of a reference standard that measures the same load as `pulses` over the same time: what really flowed.
  public func referencePulses(hours: Int, wattHours: Int64) -> [(seconds: Double, isOn: Bool)] {
    let profile = profiles[0]
    let width = profile.columns.count
    let periods = hours * 3600 / max(Int(profile.description.periodSeconds), 1) + 1
    guard
      let register = profile.columns.firstIndex(where: { $0.source.name == OBIS(1, 0, 1, 8, 0) }),
      profile.rowCount > periods + 1, wattHours > 0
    else { return [] }
    let counted: Int64 = options.has("ACC-*", "gain") ? 105 : 100
    var edges: [(seconds: Double, isOn: Bool)] = []
    func pulse(at row: Int) -> Int64 { profile.cells[row * width + register] * 100 / counted / wattHours }
    for row in (profile.rowCount - periods)..<profile.rowCount {
      let begin = profile.cells[(row - 1) * width]
      let period = Double(profile.cells[row * width] - begin)
      let count = pulse(at: row) - pulse(at: row - 1)
      for index in 0..<max(count, 0) {
        let time = Double(begin) + (Double(index) + 0.5) / Double(count) * period
        edges += [(time, true), (time + min(0.02, period / Double(count) / 2), false)]
      }
    }
    return edges
  }
}
