/// Where a virtual meter's sum stands at one of its points.
struct PeriodWalk: Equatable, Sendable, BitwiseCopyable {
  /// The virtual register at the point: whole µWh.
  var energy: Int64 = 0
  /// Rest in 1/3600 µWh (mW · ms), for load events only.
  var rest: Int64 = 0
  /// The virtual register at the newest period end at or before the point (or at the first point): whole µWh.
  var boundaryEnergy: Int64 = 0
  /// Doubt about that value.
  var startFlags: PeriodFlags = []
  /// Doubt collected since.
  var openFlags: PeriodFlags = []
}
