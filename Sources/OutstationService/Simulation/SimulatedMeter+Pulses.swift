import COSEM
import Outstation

extension SimulatedMeter {
  /// Edges of the output for A+ over the last `hours` of stored periods and the one before: UTC seconds, and whether
  /// the output is on from then on. None where the profile has no registers.
  public func pulses(hours: Int, wattHours: Int64) -> [(seconds: Double, isOn: Bool)] {
    guard wattHours > 0 else { return [] }
    let length = options.has("PUL-1", "short") ? 0.02 : 0.06
    let isLosing = options.has("PUL-2", "lost")
    func end(_ time: Double, _ number: Int, _: Double) -> Double? {
      isLosing && number % 50 == 0 ? nil : time + length
    }
    return edges(hours: hours, { $0 / wattHours }, and: end)
  }

  /// Edges of a reference standard that measures the same load as `pulses` over the same time: what really flowed.
  public func referencePulses(hours: Int, wattHours: Int64) -> [(seconds: Double, isOn: Bool)] {
    guard wattHours > 0 else { return [] }
    let counted: Int64 = options.has("ACC-*", "gain") ? 105 : 100
    func end(_ time: Double, _: Int, _ distance: Double) -> Double? { time + min(0.02, distance / 2) }
    return edges(hours: hours, { $0 * 100 / counted / wattHours }, and: end)
  }

  /// Pulses spread evenly over every period. `pulses` tells how many a register's value stands for; `end` when the pulse
  /// ends that begins at a time in UTC seconds, by its number from 1 and the distance of its period's pulses in seconds:
  /// nil for a pulse that is not sent.
  private func edges(
    hours: Int, _ pulses: (Int64) -> Int64, and end: (Double, Int, Double) -> Double?
  ) -> [(seconds: Double, isOn: Bool)] {
    let profile = profiles[0]
    let width = profile.columns.count
    let periods = hours * 3600 / max(Int(profile.description.periodSeconds), 1) + 1
    guard
      let register = profile.columns.firstIndex(where: { $0.source.name == OBIS(1, 0, 1, 8, 0) }),
      profile.rowCount > periods + 1
    else { return [] }
    var edges: [(seconds: Double, isOn: Bool)] = []
    var number = 0
    for row in (profile.rowCount - periods)..<profile.rowCount {
      let begin = profile.cells[(row - 1) * width]
      let period = Double(profile.cells[row * width] - begin)
      let count =
        pulses(profile.cells[row * width + register]) - pulses(profile.cells[(row - 1) * width + register])
      for index in 0..<max(count, 0) {
        number += 1
        let time = Double(begin) + (Double(index) + 0.5) / Double(count) * period
        guard let end = end(time, number, period / Double(count)) else { continue }
        edges += [(time, true), (end, false)]
      }
    }
    return edges
  }
}
