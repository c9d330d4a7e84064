/// Value groups B and C of one energy channel, the unit of its energy and whether it is an estimate.
struct EnergyValueGroups: Sendable, BitwiseCopyable {
  var b: UInt8 = 0
  var c: UInt8 = 0
  var unit: UInt8 = 30
  var isEstimate = false
}
