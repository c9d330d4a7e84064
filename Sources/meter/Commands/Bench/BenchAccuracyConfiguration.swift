import Bench

/// `configuration.json` of an accuracy pack: everything that was chosen, no secret.
struct BenchAccuracyConfiguration: Encodable {
  var meter: String
  var plan: String
  var points: [String]
  var board: String?
  var meterLine: String
  var referenceLine: String?
  var reference: String?
  var referenceRegister: String
  var referenceUncertaintyPercent: Double?
  var stampMicroseconds: Double
  var readings: String?
  var simulate: String?
  var temperature: Int
  var settleSeconds: Double
  var noLoad: String
  var overall: Int?
  var ctRatioErrorPercent: Double
  var ctPhaseMinutes: Double
  var vtRatioErrorPercent: Double
  var vtPhaseMinutes: Double

  init(_ command: BenchAccuracyCommand, _ plan: AccuracyPlan) {
    meter = plan.subject.text
    self.plan = plan.digest
    points = plan.points.map(\.id)
    board = command.board
    meterLine = command.meterLine
    referenceLine = command.referenceLine
    reference = command.reference
    referenceRegister = command.referenceRegister
    referenceUncertaintyPercent = command.referenceUncertainty
    stampMicroseconds = command.stampUs
    readings = command.readings
    simulate = command.simulate
    temperature = plan.choice.temperature
    settleSeconds = plan.choice.settleSeconds
    noLoad = plan.choice.noLoad.rawValue
    overall = command.choice.overall
    ctRatioErrorPercent = command.choice.ctRatioError
    ctPhaseMinutes = command.choice.ctPhase
    vtRatioErrorPercent = command.choice.vtRatioError
    vtPhaseMinutes = command.choice.vtPhase
  }
}
