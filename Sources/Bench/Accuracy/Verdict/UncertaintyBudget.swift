import Foundation

/// The uncertainty of one reading, by its contributions.
public struct UncertaintyBudget: Equatable, Sendable {
  /// Properties of the bench.
  public struct Bench: Equatable, Sendable {
    /// Expanded uncertainty (k = 2) of the reference standard, percent.
    public var referencePercent: Double
    /// Half width of the doubt of one time stamp, ns.
    public var stampNanoseconds: Double

    /// Creates a bench.
    public init(referencePercent: Double, stampNanoseconds: Double) {
      self.referencePercent = referencePercent
      self.stampNanoseconds = stampNanoseconds
    }
  }

  /// One contribution.
  public struct Component: Equatable, Sendable {
    /// What it is.
    public var name: String
    /// `normal`, `rectangular`, `triangular` or `measured`.
    public var distribution: String
    /// Standard uncertainty, percent of the energy.
    public var percent: Double
  }

  /// The contributions.
  public private(set) var components: [Component] = []

  /// The budget of a reading.
  public init(_ reading: AccuracyReading, _ subject: AccuracySubject, _ bench: Bench) {
    func add(_ name: String, _ distribution: String, _ percent: Double) {
      if percent > 0, percent.isFinite {
        components.append(Component(name: name, distribution: distribution, percent: percent))
      }
    }
    if reading.method == .error {
      add("stated by the instrument that showed the error", "normal", Double(reading.shownUncertainty) / 2e7)
      return
    }
    add(
      "reference standard, U = \(bench.referencePercent.formatted6) % (k = 2)", "normal",
      bench.referencePercent / 2)
    let energy = Double(reading.referenceNanowattHours)
    let span = Double(reading.spanNanoseconds)
    let root2 = 2.0.squareRoot()
    let root3 = 3.0.squareRoot()
    let root6 = 6.0.squareRoot()
    if reading.method == .pulses, span > 0 {
      let stamp = bench.stampNanoseconds / root3 * root2 / span * 100
      add("time stamps of the meter's first and last edge", "rectangular", stamp)
      add(
        "meter's edges about even energy", "measured", root2 * Double(reading.scatterNanoseconds) / span * 100
      )
      if reading.referenceStep == 0, reading.referenceSpanNanoseconds == 0 {
        add("time stamps of the reference's edges", "rectangular", stamp)
        add(
          "reference's edges about even time", "measured",
          root2 * Double(reading.referenceScatterNanoseconds) / span * 100)
      }
    }
    if reading.method == .counts {
      // Start and end lie anywhere within a pulse: the difference of two even distributions.
      add("±1 pulse of the count", "triangular", 1 / root6 / Double(max(reading.pulses, 1)) * 100)
    }
    if reading.method == .register, energy > 0 {
      add("register's step, start and end", "triangular", Double(reading.registerStep) / root6 / energy * 100)
    }
    if reading.referenceStep > 0, energy > 0 {
      add(
        "reference's step, start and end", "triangular", Double(reading.referenceStep) / root6 / energy * 100)
    }
    if reading.referenceLatencyNanoseconds > 0 {
      let whole = Double(max(reading.referenceSpanNanoseconds, reading.spanNanoseconds))
      add(
        "moment of the reference's reading, start and end", "rectangular",
        Double(reading.referenceLatencyNanoseconds) / root3 * root2 / whole * 100)
    }
  }

  /// Combined standard uncertainty, percent.
  public var combined: Double { components.reduce(0) { $0 + $1.percent * $1.percent }.squareRoot() }

  /// Expanded uncertainty, k = 2, percent, as it is stated: rounded up to two significant digits.
  public var expanded: Double {
    let whole = 2 * combined
    guard whole > 0, whole.isFinite else { return whole }
    let step = pow(10, floor(log10(whole)) - 1)
    // What is round already is not pushed up by its binary form.
    return (whole / step - 1e-9).rounded(.up) * step
  }
}
