import ArgumentParser

/// A duration with its unit: `10s`, `5m`, `2h`, `3d`.
struct DurationOption: ExpressibleByArgument {
  var seconds: Int64

  init?(argument: String) {
    guard let unit = argument.last, let number = Int64(argument.dropLast()), number > 0 else { return nil }
    let factor: Int64
    switch unit {
    case "s": factor = 1
    case "m": factor = 60
    case "h": factor = 3600
    case "d": factor = 86_400
    default: return nil
    }
    seconds = number * factor
  }
}
