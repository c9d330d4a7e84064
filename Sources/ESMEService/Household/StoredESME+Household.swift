import HAL
import MeterCore

extension StoredESME {
  /// Lets the house run up to `endSeconds` (UTC since 1970, on a minute), as fast as the machine can.
  ///
  /// Each minute's energy becomes known in the middle of the minute. What a killed process had not written is run
  /// again, to the same values: the house is a function of time.
  ///
  /// - Parameters:
  ///   - outages: cuts of the supply, in order; those before now are left out.
  ///   - progress: called at each midnight passed, with its time; false stops the run there.
  public func run(
    untilSeconds endSeconds: Int64, outages: [SupplyOutage] = [], progress: (Int64) -> Bool = { _ in true }
  ) throws {
    var outages = outages.drop { $0.startSeconds < nowSeconds }
    // A state written within a minute up to its middle does not have its energy yet.
    var minute = nowSeconds % 60 <= 30 ? nowSeconds / 60 : nowSeconds / 60 + 1
    while minute * 60 < endSeconds {
      if let outage = outages.first, outage.startSeconds <= minute * 60 {
        outages = outages.dropFirst()
        live.meter.supplyWillFail(at: tick(minute * 60))
        try remount()
        minute += outage.minutes
        live.meter.begin(
          at: tick(minute * 60), reading: settings.reading(atSeconds: minute * 60), cause: .supplyRestored,
          boot: .unknown)
        continue
      }
      runMinute(minute)
      minute += 1
      // The load limit is watched at this rate; in between, energy is booked with its own time.
      if minute % 5 == 0 || minute * 60 >= endSeconds {
        live.meter.advance(to: tick(minute * 60))
        live.applyDue()
        // The meter has it durably by now; killed in between, it is applied once more, to the same end.
        if live.kept.isChanged { try saveKeptSettings() }
      }
      if minute % 30 == 0 {
        live.meter.observe(settings.reading(atSeconds: minute * 60), at: tick(minute * 60))
      }
      if minute % 1440 == 0, !progress(minute * 60) { break }
    }
    live.meter.commit()
  }

  private func runMinute(_ minute: Int64) {
    let middle = tick(minute * 60 + 30)
    live.meter.noteVoltage(decivolts: settings.household.decivolts(inMinute: minute), at: middle)
    // With the load switch open nothing flows: inverters stop without the grid.
    guard live.meter.state.supply.state == .enabled else { return }
    let energies = settings.household.microwattHours(inMinute: minute)
    for register in TwinRegister.allCases {
      let energy = energies[Int(register.rawValue)]
      guard energy > 0 else { continue }
      live.meter.book(
        element: register.element, quantity: register.quantity, energy: Energy(microwattHours: energy),
        at: middle)
    }
  }

  func tick(_ seconds: Int64) -> Tick {
    Tick(nanoseconds: (seconds - settings.startSeconds) * 1_000_000_000)
  }
}
