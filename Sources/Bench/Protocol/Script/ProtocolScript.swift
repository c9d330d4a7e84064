/// The protocol approval script of BSCP601 for the half-hourly codes.
public enum ProtocolScript {
  /// The script: version 2.0 for CoPs 1, 2, 3, 5 and 10; the shorter one of CoP 11.
  public static func steps(_ code: CodeOfPractice) -> [ProtocolStep] {
    guard code == .cop11 else { return all }
    let titles = [
      "DR1-1": "Initial data collection and data file creation", "DR2-1": "Incorrect access protocol",
      "DR2-2": "Correct access protocol", "DR3-1": "Clock at UTC-10 min, incorrect access protocol",
      "DR3-2": "Clock at UTC-10 min, correct access protocol",
      "DR3-3": "Clock at UTC+10 min, correct access protocol",
    ]
    return all.filter { !$0.id.hasPrefix("DR4") }.map { step in
      var step = step
      step.title = titles[step.id] ?? step.title
      step.source = "S10"
      return step
    }
  }

  private static func step(
    _ id: String, _ kind: ProtocolStep.Kind, _ title: String, _ method: String, expect: String,
    action: String = "", automatic: String, flag: String? = nil, periods: Int = 0, whereFitted: Bool = false
  ) -> ProtocolStep {
    ProtocolStep(
      id: id, title: title, kind: kind, method: method, expectation: expect, action: action,
      automatic: automatic, flag: flag, windowPeriods: periods, isWhereFitted: whereFitted, source: "S9")
  }

  private static let all: [ProtocolStep] = [
    step(
      "DR1-1", .collect, "Initial data collection",
      "Right standing data, right level-2 password: all data of at least a day, here and by the manufacturer's software, compared cell by cell",
      expect: "every value, flag and time equal",
      action: "Collect the same days with the manufacturer's software and export them as CSV",
      automatic: "this instation; the export is a file"),
    step(
      "DR1-2", .collectAgain, "Repeated data collection", "The same span again",
      expect: "the same data, nothing altered", automatic: "this instation"),
    step(
      "DR2-1", .wrongPassword, "Incorrect level-2 password", "A collection with a wrong password",
      expect: "refused, no data", automatic: "this instation"),
    step(
      "DR2-2", .rightPassword, "Correct level-2 password", "A collection with the right password",
      expect: "works at once", automatic: "this instation"),
    step(
      "DR3-1", .clockWrong, "Clock at UTC-10 min, incorrect level-2 password",
      "The clock put 10 min slow, then a reset with a wrong password", expect: "refused, clock unchanged",
      automatic: "the clock is put wrong with level 2"),
    step(
      "DR3-2", .clockSlow, "Clock at UTC-10 min, correct level-2 password",
      "The clock 10 min slow, then a reset with the right password",
      expect: "clock right, the period flagged", automatic: "the clock is put wrong with level 2", flag: "TIM"
    ),
    step(
      "DR3-3", .clockFast, "Clock at UTC+10 min, correct level-2 password",
      "The clock 10 min fast, then a reset with the right password",
      expect: "clock right, the period flagged", automatic: "the clock is put wrong with level 2", flag: "TIM"
    ),
    step(
      "DR4-1a", .phases, "Phase failure in consecutive settlement periods",
      "One phase at a time, each in a settlement period of its own", expect: "flag in each right period",
      action: "phase", automatic: "--control of a simulator", flag: "PF", periods: 1),
    step(
      "DR4-1b", .supply, "Outstation supply failure in consecutive settlement periods",
      "No supply over two whole periods", expect: "outage visible, data kept, clock right",
      action: "supply of the outstation", automatic: "--control of a simulator", periods: 2),
    step(
      "DR4-2", .condition, "Battery monitor", "A low battery simulated", expect: "flag in the right period",
      action: "battery", automatic: "--control of a simulator", flag: "BAT", periods: 1, whereFitted: true),
    step(
      "DR4-3", .condition, "Equipment reset other than by supply failure", "A reset forced",
      expect: "flag in the right period", action: "reset", automatic: "--control of a simulator", flag: "RST",
      periods: 1, whereFitted: true),
    step(
      "DR4-4", .dataChange, "Interrogation-port access that changes data",
      "The integration period written as it is", expect: "flag in the right period",
      automatic: "this instation, with level 3", flag: "CFG"),
    step(
      "DR4-5", .condition, "Reverse running", "A phase reversed", expect: "flag in the right period",
      action: "direction of one phase", automatic: "--control of a simulator", flag: "REV", periods: 1,
      whereFitted: true),
  ]
}
