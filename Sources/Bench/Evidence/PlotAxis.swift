import Foundation

/// One axis of a plot: where a value is drawn, and which values are labelled.
struct PlotAxis {
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  private let from: Double
  private let to: Double

  /// An axis over `values`, drawn between two coordinates.
  init(_ values: [Double], from: Double, to: Double, isLogarithmic: Bool, isPadded: Bool) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    if isLogarithmic {
      if high <= low { (low, high) = (low / 2, high * 2) }
      if isPadded { (low, high) = (low / pow(high / low, 0.04), high * pow(high / low, 0.04)) }
    } else {
      // A curve that stays on one value runs through the middle.
      if high - low < 1e-9 { (low, high) = (low - 1, high + 1) }
      if isPadded { (low, high) = (low - (high - low) * 0.06, high + (high - low) * 0.06) }
    }
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
    self.from = from
    self.to = to
  }

  /// The coordinate of a value.
  func place(_ value: Double) -> Double {
    let share =
      isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
    return from + share * (to - from)
  }

  /// Round values within the axis.
  var ticks: [Double] {
    if isLogarithmic {
      var ticks: [Double] = []
      for power in Int(floor(log10(low)))...Int(ceil(log10(high))) {
        for digit in [1.0, 2, 5] {
          let value = digit * pow(10, Double(power))
          if value >= low, value <= high { ticks.append(value) }
        }
      }
      return ticks
    }
    if low > 1e9 { return timeTicks }
    let step = Self.step((high - low) / 5)
    return stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map {
      $0 * step
    }
  }

  /// Times on whole hours, or parts of them.
  private var timeTicks: [Double] {
    let steps: [Double] = [60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800]
    let step = steps.first { (high - low) / $0 <= 6 } ?? 2_592_000
    return Array(stride(from: (low / step).rounded(.up) * step, through: high, by: step))
  }

  private static func step(_ rough: Double) -> Double {
    let power = pow(10, floor(log10(rough)))
    let digit = rough / power
    return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power
  }

  /// A tick's text.
  func label(_ value: Double) -> String { Self.text(abs(value) < (high - low) * 1e-9 ? 0 : value) }

  /// A number, short.
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.4g", value)
  }
}
