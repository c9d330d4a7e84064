import ArgumentParser

/// Speed of a simulated board: a factor, or `max` for as fast as the meter can follow.
enum SpeedOption: ExpressibleByArgument {
  case factor(Double)
  case max

  init?(argument: String) {
    if argument == "max" {
      self = .max
    } else if let factor = Double(argument), factor > 0, factor <= 100_000 {
      self = .factor(factor)
    } else {
      return nil
    }
  }
}
