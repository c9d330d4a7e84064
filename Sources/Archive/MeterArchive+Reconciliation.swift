import GRDB
import MeterCore

extension MeterArchive {
  /// Keeps an observation and says what it and all before it come to. The same moment again changes nothing.
  public func reconcile(_ new: PulseObservation) throws -> ReconciledChannel {
    try database.write { database in
      try database.execute(
        sql: """
          INSERT INTO pulse_observation (meter, register, channel, at, value, scaler, pulses_before, pulses_after,
            pulse_numerator, pulse_denominator, verdict, recovered_pulses, false_pulses, recovered_uwh)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0) ON CONFLICT DO NOTHING
          """,
        arguments: [
          new.meter, new.register, new.channel, new.seconds, new.value, Int64(new.scaler),
          Int64(clamping: new.pulsesBefore), Int64(clamping: new.pulsesAfter), new.pulse.numerator,
          Int64(new.pulse.denominator),
        ])
      let result = try Self.replay(new.meter, new.register, new.channel, database)
      try database.execute(
        sql: """
          UPDATE pulse_observation SET verdict = ?, recovered_pulses = ?, false_pulses = ?, recovered_uwh = ?
          WHERE meter = ? AND register = ? AND channel = ? AND at = ?
          """,
        arguments: [
          result.verdict, Int64(clamping: result.recoveredPulses), Int64(clamping: result.falsePulses),
          result.recoveredMicrowattHours, new.meter, new.register, new.channel, result.lastSeconds,
        ])
      return result
    }
  }

  /// All channels that were ever compared.
  public func reconciledChannels() throws -> [ReconciledChannel] {
    try database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT DISTINCT meter, register, channel FROM pulse_observation ORDER BY 1, 2, 3"
      ).map { try Self.replay($0["meter"], $0["register"], $0["channel"], database) }
    }
  }

  /// Goes through the observations in the order of time. Another constant or scaler begins anew; what was booked
  /// before stays.
  private static func replay(
    _ meter: String, _ register: String, _ channel: String, _ database: Database
  ) throws -> ReconciledChannel {
    var result = ReconciledChannel(
      meter: meter, register: register, channel: channel, firstSeconds: 0, lastSeconds: 0, observations: 0,
      verdict: "began", words: "", recoveredPulses: 0, recoveredMicrowattHours: 0, falsePulses: 0)
    var compare: PulseReconciliation?
    var booked = (pulses: UInt64(0), energy: Int64(0), false: UInt64(0))
    var firstSlack: Int64 = 0
    var verdict = ReconciliationVerdict.began
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT * FROM pulse_observation WHERE meter = ? AND register = ? AND channel = ? ORDER BY at",
      arguments: [meter, register, channel])
    while let row = try rows.next() {
      let denominator: Int64 = row["pulse_denominator"]
      let scaler: Int64 = row["scaler"]
      guard
        let pulse = EnergyRatio(
          numerator: row["pulse_numerator"], denominator: UInt32(clamping: denominator)),
        let scale = ReconciliationScale(registerScaler: Int8(clamping: scaler), pulse: pulse)
      else { continue }
      let before: Int64 = row["pulses_before"]
      let after: Int64 = row["pulses_after"]
      // Pulses of the read itself may belong before or after the register's value.
      let slack =
        max(after - before, 0).multipliedReportingOverflow(by: scale.pulse.numerator).partialValue
        / Int64(scale.pulse.denominator)
      if compare?.scale != scale {
        if let compare {
          booked.pulses += compare.recoveredPulses
          booked.energy += compare.recoveredMicrowattHours
          booked.false += compare.falsePulses
        }
        compare = PulseReconciliation(scale)
        firstSlack = slack
      }
      verdict = compare!.take(
        register: row["value"], pulses: UInt64(max(after, 0)), slackMicrowattHours: firstSlack + slack)
      if verdict == .restarted { firstSlack = slack }
      let at: Int64 = row["at"]
      if result.observations == 0 { result.firstSeconds = at }
      result.lastSeconds = at
      result.observations += 1
    }
    result.verdict = verdict.name
    result.words = verdict.words
    result.recoveredPulses = booked.pulses + (compare?.recoveredPulses ?? 0)
    result.recoveredMicrowattHours = booked.energy + (compare?.recoveredMicrowattHours ?? 0)
    result.falsePulses = booked.false + (compare?.falsePulses ?? 0)
    return result
  }
}
