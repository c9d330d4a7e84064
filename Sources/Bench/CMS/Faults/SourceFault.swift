/// Something wrong with every charge point of a run at once: what the scenarios of a pack are tried with, beside the
/// fault that belongs to each of them.
public struct SourceFault: Sendable {
  /// What is wrong.
  public let name: String
  /// Puts it into a charge point's behaviour.
  let change: @Sendable (inout SourceBehaviour) -> Void

  /// Those that can befall any charge point.
  public static let all = [
    SourceFault(name: "none") { _ in },
    SourceFault(name: "the register counts 5 % less than was supplied") { $0.registerPercent = 95 },
    SourceFault(name: "the register counts 5 % more than was supplied") { $0.registerPercent = 105 },
    SourceFault(name: "the register does not count loads below 10 W") { $0.startingLoad = 10 },
    SourceFault(name: "readings only every two hours") {
      $0.sampleInterval = 7_200
      $0.alignedInterval = 0
    },
    SourceFault(name: "stamps in local summer time") { $0.clockOffset = 3600 },
    SourceFault(name: "readings kept in an outage are lost") { $0.losesKept = true },
    SourceFault(name: "readings kept in an outage carry the time of their delivery") {
      $0.stampsDelivery = true
    },
    SourceFault(name: "the last reading is filled in during an outage") { $0.fillsWithLast = true },
    SourceFault(name: "every seventh frame comes out of order, with another's stamp") {
      $0.disorderEvery = 7
      $0.swapsStamps = true
    },
    SourceFault(name: "every frame comes twice") { $0.duplicateEvery = 1 },
  ]
}
