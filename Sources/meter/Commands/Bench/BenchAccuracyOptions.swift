import ArgumentParser
import Bench
import Foundation

/// The meter under test.
struct BenchAccuracySubjectOptions: ParsableArguments {
  @Option(name: .customLong("class"), help: "Class: 0.2S, 0.5S, 1, 2, var2, var3 (reactive), A, B, C (MID).")
  var accuracyClass: String
  @Option(help: "Connection: direct or ct.") var connection: String = "direct"
  @Option(name: .customLong("in"), help: "Reference current Ib, Iref = 10 Itr (direct) or In (ct), A.")
  var reference: String
  @Option(help: "Greatest current Imax, A.") var imax: String
  @Option(help: "Nominal voltage Un, V (phase to neutral; 3p3w phase to phase).") var un: String
  @Option(help: "Wiring: 1p2w, 3p3w or 3p4w.") var wiring: String = "3p4w"
  @Option(help: "The meter's serial number, for the evidence.") var serial: String?
  @Option(help: "Pulse constant, imp/kWh or imp/kvarh: 1000, 33.33, 2000/3.") var pulsesPerKwh: String

  func subject() throws -> AccuracySubject {
    func choose<T: RawRepresentable & CaseIterable>(_ text: String, _ name: String) throws -> T
    where T.RawValue == String {
      guard let value = T.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
        let known = T.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure(.usage, "--\(name) is one of \(known), not '\(text)'")
      }
      return value
    }
    return try AccuracySubject(
      choose(accuracyClass, "class"), choose(connection, "connection"), choose(wiring, "wiring"),
      reference: reference, maximum: imax, nominal: un, pulses: pulsesPerKwh)
  }
}

/// What is measured.
struct BenchAccuracyChoiceOptions: ParsableArguments {
  @Option(help: "Only these points, e.g. PF1-100,PF0.5L-20.") var point: String?
  @Option(help: "Air temperature, °C: the band of the directive's table.") var temperature = 23
  @Flag(help: "Also the influences a source can apply: voltage, frequency, sequence, unbalance, harmonics.")
  var influences = false
  @Flag(help: "Also points that the standard has on request.") var onRequest = false
  @Option(help: "Formula of the no-load time: 2003, 2020 or en50470-3.") var noLoad: String?
  @Option(help: "Pulses of a point, at least 25.") var leastPulses = 25
  @Option(help: "A point takes longer than this, at least 30 seconds.") var leastSeconds = 30.0
  @Option(help: "Seconds to settle after each change of the load.") var settle = 10.0
  @Option(help: "Judge the overall error with transformers by this Code of Practice: 1, 2, 3 or 5.")
  var overall: Int?
  @Option(help: "Ratio error of the current transformers, %.") var ctRatioError = 0.0
  @Option(help: "Phase displacement of the current transformers, minutes.") var ctPhase = 0.0
  @Option(help: "Ratio error of the voltage transformers, %.") var vtRatioError = 0.0
  @Option(help: "Phase displacement of the voltage transformers, minutes.") var vtPhase = 0.0

  func choice() throws -> AccuracyPlan.Choice {
    var choice = AccuracyPlan.Choice()
    guard (-40...70).contains(temperature) else { throw CommandFailure(.usage, "--temperature is -40 to 70") }
    guard (0...3600).contains(settle) else { throw CommandFailure(.usage, "--settle is 0 to 3600 seconds") }
    guard leastPulses >= 25, leastPulses <= 1_000_000, leastSeconds >= 30, leastSeconds <= 86_400 else {
      throw CommandFailure(.usage, "--least-pulses is 25 or more, --least-seconds 30 or more (a day at most)")
    }
    choice.pulses = leastPulses
    choice.seconds = leastSeconds
    choice.temperature = temperature
    choice.takesInfluences = influences
    choice.takesOnRequest = onRequest
    choice.settleSeconds = settle
    choice.only = point?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    if let noLoad {
      guard let rule = NoLoadRule(rawValue: noLoad) else {
        throw CommandFailure(
          .usage,
          "--no-load is one of \(NoLoadRule.allCases.map(\.rawValue).joined(separator: ", ")), not '\(noLoad)'"
        )
      }
      choice.noLoad = rule
    }
    return choice
  }

  func overall(_ subject: AccuracySubject) throws -> (transformers: InstrumentTransformers, code: Int)? {
    guard let overall else { return nil }
    guard OverallLimit.codes.contains(overall) else {
      throw CommandFailure(.usage, "--overall is 1, 2, 3 or 5: no limits of other codes were found")
    }
    guard !subject.accuracyClass.isReactive else {
      throw CommandFailure(.usage, "--overall is for active energy")
    }
    return (
      InstrumentTransformers(
        currentRatioPercent: ctRatioError, currentMinutes: ctPhase, voltageRatioPercent: vtRatioError,
        voltageMinutes: vtPhase), overall
    )
  }
}
