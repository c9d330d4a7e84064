import Instation

extension CoPCollector {
  /// Reads a day, once undisturbed and once over a line of `opening`, and once more.
  private func compare(
    _ rule: String, back: Int64, _ opening: (Int) -> LineOpening, _ disturbances: () -> Int
  ) -> CoPLineTrial? {
    guard let day = day(back: back) else {
      seen.reasons[rule] = "no whole day among the rows"
      return nil
    }
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(
      names: [profileName], .between(day, day + 86_400 - period))
    // Short messages make many blocks of a day.
    let longest: UInt16 = 512
    do throws(MeterReadError) {
      let clean = try session.reader(longestMessage: longest).read(request)
      guard let rows = clean.profiles.first?.rows, !rows.isEmpty else { return nil }
      let reader = session.reader(
        opening: opening(clean.facts.receivedOctets), retries: 5, longestMessage: longest)
      let disturbed = try reader.read(request)
      let after = try session.reader().read(request).profiles.first?.rows
      guard let came = disturbed.profiles.first else { return nil }
      var trial = CoPLineTrial()
      trial.disturbances = disturbances()
      trial.rows = came.rows.count
      trial.expected = rows.count
      trial.isSame = came.rows == rows && after == rows
      trial.duplicates = came.findings.repeated + came.findings.contradictory.count
      return trial
    } catch {
      seen.reasons[rule] = error.description
      return nil
    }
  }

  /// Breaks the line once in the middle of the rows of a day.
  func readOverBrokenLine() {
    let cut = BreakingLine.Cut()
    let open = session.surroundings.open
    seen.broken = compare("COM-2", back: 1) { octets in
      cut.left = octets * 7 / 10
      return { (place) throws(LineError) in BreakingLine(try open(place), cut) }
    } _: {
      cut.breaks
    }
  }

  /// Damages frames in both directions.
  func readOverNoisyLine() {
    let noise = NoisyLine.Noise()
    let open = session.surroundings.open
    seen.noise = compare("COM-1", back: 1) { _ in
      { (place) throws(LineError) in NoisyLine(try open(place), noise) }
    } _: {
      noise.sent + noise.received
    }
    // What was done with a damaged request may end the read altogether.
    if seen.noise == nil, noise.accepted > 0 {
      seen.noise = CoPLineTrial()
      seen.noise?.disturbances = noise.sent + noise.received
    }
    seen.noise?.accepted = noise.accepted
  }
}
