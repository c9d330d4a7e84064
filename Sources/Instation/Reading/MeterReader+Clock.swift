import COSEM

extension MeterReader {
  /// Compares the meter's clock with this machine's.
  func readClock(_ client: COSEMClient) throws(MeterReadError) -> ClockReading {
    let attribute = AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)
    var interval = OffsetInterval()
    var resolution: Int64 = 1_000_000_000
    var last: (time: COSEMDateTime, isSynchronised: Bool)?
    // Enough to fall on both sides of a second's edge; more would only cost time on a slow line.
    for index in 0..<Self.clockSamples {
      guard let before = surroundings.wallClock() else {
        throw MeterReadError(
          .configuration, doing: "comparing clocks", likely: "this machine's clock is not set")
      }
      let octets = try client.get(attribute)
      guard let after = surroundings.wallClock() else { continue }
      guard let time = (try? COSEMValue(octets))?.dateTime, let seconds = utc(time) else {
        throw MeterReadError(
          .malformed, doing: "reading the clock", came: Diagnosis.shown(octets),
          likely: "the meter's clock is not set")
      }
      let hasHundredths = time.hundredths > 0 && time.hundredths < 100
      if hasHundredths && resolution > 10_000_000 {
        // The samples before meant hundredths too.
        resolution = 10_000_000
        interval = OffsetInterval()
      }
      let shown = seconds * 1_000_000_000 + (hasHundredths ? Int64(time.hundredths) * 10_000_000 : 0)
      interval.add(
        sent: before.utcNanoseconds, received: after.utcNanoseconds, shown: shown, resolution: resolution)
      last = (time, before.isSynchronised)
      let trip = after.utcNanoseconds - before.utcNanoseconds
      // Narrower than a round trip it hardly gets.
      if index >= 2, interval.uncertainty <= max(trip * 3 / 4, 10_000_000) { break }
      if let now = lineTime, index + 1 < Self.clockSamples {
        wait(until: now + nextPause(interval, at: after.utcNanoseconds, trip, resolution))
      }
    }
    return ClockReading(
      offsetNanoseconds: interval.offset, uncertaintyNanoseconds: interval.uncertainty,
      samples: interval.samples, resolutionNanoseconds: resolution, meterTime: last!.time,
      isHostSynchronised: last!.isSynchronised)
  }

  private static var clockSamples: Int { 14 }

  /// A pause that puts the meter's next answer near the edge of its second as far as it is known: there a
  /// sample halves what is possible.
  private func nextPause(
    _ interval: OffsetInterval, at now: Int64, _ trip: Int64, _ resolution: Int64
  ) -> Int64 {
    guard resolution == 1_000_000_000 else { return 0 }
    let meter = now + interval.offset + trip / 2
    let rest = meter % 1_000_000_000
    return rest == 0 ? 0 : 1_000_000_000 - rest
  }

  /// UTC seconds of a meter's time.
  func utc(_ time: COSEMDateTime) -> Int64? {
    guard let seconds = time.utcSeconds else { return nil }
    return time.deviationMinutes == -0x8000
      ? seconds + Int64(installation.localOffsetMinutes) * 60 : seconds
  }
}
