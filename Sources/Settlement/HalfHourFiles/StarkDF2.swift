/// Stark's #F2 half-hour file: values stamped with the END of the period, UTC.
///
/// `#F2`, then for every register `#O` and the outstation (here the MPAN core), `#S` and the sensor number
/// (1 active import, 2 active export, 3 reactive import, 4 reactive export), then `dd/mm/yy,hh:mm,value,A|E`.
public enum StarkDF2 {
  /// The file's lines; `sensor` gives each register's number.
  public static func lines(_ series: [(register: HalfHourSeries, sensor: Int)]) -> [String] {
    var lines = ["#F2"]
    for (register, sensor) in series {
      lines.append("#O \(register.mpan)")
      lines.append("#S \(sensor)")
      for halfHour in register.halfHours {
        let parts = UTCStamp.parts(halfHour.startSeconds + 1800)
        let date = "\(UTCStamp.two(parts.day))/\(UTCStamp.two(parts.month))/\(parts.year)"
        let time = "\(UTCStamp.two(parts.hour)):\(UTCStamp.two(parts.minute))"
        let value = KilowattHours.text(microwattHours: halfHour.microwattHours)
        lines.append("\(date),\(time),\(value),\(halfHour.isActual ? "A" : "E")")
      }
    }
    return lines
  }
}
