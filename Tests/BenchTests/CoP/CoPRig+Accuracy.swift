import MeterCore
import OutstationService

@testable import Bench

extension CoPRig {
  /// Evidence of an accuracy bench on the simulated meter: its own pulses against those of a reference under the same load.
  func accuracyPack() throws -> EvidencePack {
    func stamps(_ edges: [(seconds: Double, isOn: Bool)]) -> [Int64] {
      edges.filter(\.isOn).map { Int64(($0.seconds - Double(Self.start)) * 1e9) }
    }
    let subject = try AccuracySubject(
      .midB, .direct, .fourWire, reference: "5", maximum: "80", nominal: "230", pulses: "100")
    var choice = AccuracyPlan.Choice()
    choice.only = ["PF1-100"]
    var run = AccuracyRun(
      try AccuracyPlan(subject, choice), .init(referencePercent: 0.05, stampNanoseconds: 100_000))
    var comparison = PulseComparison(
      meterPulse: subject.pulseEnergy, referencePulse: .wattHour, startNanoseconds: .min)
    for stamp in stamps(shared.outstation.meter.pulses(hours: 6, wattHours: 10)) {
      comparison.takeMeter(stamp)
    }
    for stamp in stamps(shared.outstation.meter.referencePulses(hours: 6, wattHours: 1)) {
      comparison.takeReference(stamp)
    }
    if let reading = comparison.reading(point: "PF1-100", atSeconds: Self.start) { try run.take(reading) }
    return run.pack(
      startedAt: "2026-11-02T22:17:31Z", tester: "T", witness: "", subject: ["serial": "12345678"])
  }
}
