/// Half hours of one register, in order, without duplicates.
public struct HalfHourSeries: Equatable, Sendable {
  /// MPAN core or, where there is none, the channel's name.
  public var mpan: String
  /// Measured quantity as settlement files name it.
  public var quantity: HalfHourQuantity
  /// The half hours; those that are missing are absent.
  public var halfHours: [HalfHour]

  /// Builds a series from periods of 5 to 30 minutes: energies of the same half hour are added (exactly),
  /// doubt in one makes the sum doubtful. A half hour made of fewer pieces than a whole one is not actual.
  ///
  /// - Parameter periods: start (seconds UTC), length (seconds), µWh and whether the value is beyond doubt.
  public init(
    mpan: String, quantity: HalfHourQuantity,
    periods: [(startSeconds: Int64, lengthSeconds: Int64, microwattHours: Int64, isActual: Bool)]
  ) {
    self.mpan = mpan
    self.quantity = quantity
    var sums: [Int64: (energy: Int64, covered: Int64, isActual: Bool)] = [:]
    for period in periods {
      let start = period.startSeconds - (period.startSeconds % 1800 + 1800) % 1800
      let sum = sums[start] ?? (0, 0, true)
      sums[start] = (
        sum.energy + period.microwattHours, sum.covered + period.lengthSeconds,
        sum.isActual && period.isActual
      )
    }
    halfHours = sums.keys.sorted().map { start in
      let sum = sums[start]!
      return HalfHour(
        startSeconds: start, microwattHours: sum.energy, isActual: sum.isActual && sum.covered == 1800)
    }
  }

  /// Half hours missing between the first and the last.
  public var missingCount: Int {
    guard let first = halfHours.first, let last = halfHours.last else { return 0 }
    return Int((last.startSeconds - first.startSeconds) / 1800) + 1 - halfHours.count
  }
}
