import Archive
import Instation
import LineModel

extension Trial {
  /// Reads into an archive, again and again until everything is there, at most `attempts` times, and compares the
  /// archive with the meter after every read. On `place` where one is given, else on a new one.
  func run(
    _ archive: MeterArchive, attempts: Int = 3, on given: VirtualInstallation? = nil
  ) throws -> TrialOutcome {
    let place = given ?? place()
    var outcome = TrialOutcome()
    let truth = Truth(place)
    for attempt in 1...attempts {
      let reader = MeterReader(
        installation(place), driver: .genericCOSEM, surroundings: place.surroundings())
      let audit = try archive.begin(target: id, driver: "generic-cosem", wanted: "test", nowSeconds: 0)
      var isIdentified = false
      do {
        let reading = try reader.read(Self.request) { (part) throws(MeterReadError) in
          do {
            if !isIdentified { try audit.identify(reader.identity!, nowSeconds: 0) }
            isIdentified = true
            try audit.keep(part)
          } catch { throw MeterReadError(.configuration, doing: "keeping", came: "\(error)", likely: "") }
        }
        try audit.identify(reading.identity, nowSeconds: 0)
        try audit.finish(reading, nowSeconds: 0)
        outcome.reading = reading
      } catch let error as MeterReadError {
        outcome.failures.append(error)
        try audit.fail(error.description, facts: reader.facts, nowSeconds: 0)
      }
      let (wrong, isComplete) = try truth.judge(archive)
      outcome.wrong += wrong
      if isComplete {
        outcome.reads = attempt
        break
      }
      // The line is left alone for a while: links and ports go back to their beginning.
      place.clock.pass(130_000_000_000)
    }
    return outcome
  }
}
