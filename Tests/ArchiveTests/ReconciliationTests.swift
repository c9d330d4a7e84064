import Archive
import MeterCore
import Testing

/// Observations kept, replayed and booked.
@Suite struct ReconciliationTests {
  private func observation(_ at: Int64, _ value: Int64, _ pulses: UInt64, pulse: EnergyRatio = .wattHour)
    -> PulseObservation
  {
    PulseObservation(
      meter: "feeder", register: "1.0.1.8.0.255", channel: "import", seconds: at, value: value, scaler: 0,
      pulsesBefore: pulses, pulsesAfter: pulses, pulse: pulse)
  }

  @Test func missedPulsesAreBookedBesideTheCount() throws {
    let archive = try MeterArchive(path: ":memory:")
    for step in Int64(0)..<10 {
      _ = try archive.reconcile(observation(step * 1800, step * 100, UInt64(step * 100)))
    }
    // An outage: 300 Wh without a pulse.
    let missed = try archive.reconcile(observation(18_000, 1300, 1000))
    #expect(missed.verdict == "missed")
    #expect(missed.recoveredPulses == 299)
    #expect(missed.recoveredMicrowattHours == 299_000_000)
    #expect(missed.isWorthTelling && !missed.isFailure)
    let after = try archive.reconcile(observation(19_800, 1400, 1100))
    #expect(after.verdict == "agrees")
    #expect(after.recoveredPulses == 299)
    // The same moment again changes nothing.
    #expect(try archive.reconcile(observation(19_800, 9999, 1)) == after)
    #expect(try archive.reconciledChannels() == [after])
  }

  @Test func wrongConstantNamesTheRightOne() throws {
    let archive = try MeterArchive(path: ":memory:")
    var last: ReconciledChannel?
    // Configured with 1000 per kWh, the meter makes 800.
    for step in Int64(0)..<20 {
      last = try archive.reconcile(observation(step * 1800, step * 500, UInt64(step * 400)))
    }
    #expect(last?.verdict == "wrong-constant")
    #expect(last?.words.contains("800.000 pulses per kWh") == true)
    #expect(last?.recoveredPulses == 0)
    #expect(last?.isFailure == true)
    // Corrected: compared anew from there.
    let right = EnergyRatio(pulses: 800, perKilowattHours: 1)!
    for step in Int64(20)..<30 {
      last = try archive.reconcile(observation(step * 1800, step * 500, UInt64(step * 400), pulse: right))
    }
    #expect(last?.verdict == "agrees")
  }
}
