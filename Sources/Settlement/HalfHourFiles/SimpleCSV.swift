/// The "simple CSV" half-hour file: one value a line, stamped with the start of the period, UTC.
///
/// Columns: MPAN core, channel type (ACTIVE, REACTIVE_IMP, REACTIVE_EXP), `YYYY-MM-DD HH:MM` (period start,
/// UTC), value (kWh or kvarh), status (A actual, E estimated or doubtful). First line is a header.
public enum SimpleCSV {
  /// The file's lines for several registers.
  public static func lines(_ series: [HalfHourSeries]) -> [String] {
    var lines = ["MPAN Core, Channel Type, Time (UTC), Value, Status"]
    for register in series {
      for halfHour in register.halfHours {
        let value = KilowattHours.text(microwattHours: halfHour.microwattHours)
        let stamp = UTCStamp.text(halfHour.startSeconds)
        lines.append(
          "\(register.mpan),\(register.quantity.rawValue),\(stamp),\(value),\(halfHour.isActual ? "A" : "E")")
      }
    }
    return lines
  }
}
