import MeterCore

extension StoredESME {
  /// Identity, time and memory.
  public func infoReport() -> MeterReport {
    var table = storageReport()
    table.report = "twin-element meter \(settings.identity)"
    table.isProvisional = settings.edition != .published
    table.facts =
      [
        ("edition", .text(settings.edition.rawValue)),
        ("time_utc", .time(instantSeconds)), ("clock", .text("\(live.meter.state.clock.quality)")),
        ("supply", .text("\(live.meter.state.supply.state)")),
        ("damaged_slots", .number(Int64(live.meter.mountReport.damagedSlots))),
      ] + table.facts
    return table
  }
}
