import COSEM
import Foundation
import Instation

/// Talks to the meter of a protocol test with the passwords of its levels.
final class ProtocolLine {
  private let installation: MeterInstallation
  private let driver: ReadingDriver
  private let surroundings: MeterReader.Surroundings
  private let bench: CoPBenchSetUp
  /// How long a wait looks away from a wish to stop, in s: longer where a simulator lets time pass at once.
  private let stepSeconds: Int64
  private var sessions: [MeterSession] = []
  private var earlier: [LineEvent] = []
  /// True while a wish to stop is passed over.
  var isRestoring = false

  init(
    _ installation: MeterInstallation, _ driver: ReadingDriver, _ surroundings: MeterReader.Surroundings,
    _ bench: CoPBenchSetUp, stepSeconds: Int64
  ) {
    self.installation = installation
    self.driver = driver
    self.surroundings = surroundings
    self.bench = bench
    self.stepSeconds = stepSeconds
  }

  var profileName: OBIS { driver.profiles.first ?? OBIS(1, 0, 99, 1, 0) }
  var wrongPassword: Secret { bench.wrong(2) }
  var wallNanoseconds: Int64 { surroundings.wallClock()?.utcNanoseconds ?? 0 }
  var wallSeconds: Int64 { wallNanoseconds / 1_000_000_000 }

  /// A new step: its recording begins.
  func forget() { sessions = [] }

  /// What went over the line since; secrets are masked.
  var recording: Data {
    let lines = [Recording.heading] + sessions.flatMap(\.events).map(\.text)
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func session(_ level: Int, _ password: Secret?, retries: Int? = nil) -> MeterSession {
    var place = installation
    place.credentials = .password(password ?? bench.passwords[level - 1])
    if (installation.client ?? driver.client) != 32 { place.client = UInt16(16 + level) }
    if let retries { place.retries = retries }
    let session = MeterSession(place, driver, surroundings)
    session.isRestoring = isRestoring
    sessions.append(session)
    return session
  }

  /// Waits; a wish to stop ends the step.
  func wait(seconds: Int64) throws {
    var left = seconds
    while left > 0 {
      if surroundings.isCancelled(), !isRestoring { throw ProtocolPause() }
      let step = min(left, stepSeconds)
      surroundings.pause(step * 1_000_000_000)
      left -= step
    }
  }

  func identity() throws -> MeterIdentity {
    try session(2, nil).reader().read(ReadRequest()).identity
  }

  /// Rows of periods that start within `span`, by level 2.
  func rows(_ span: ClosedRange<Int64>, password: Secret? = nil, retries: Int? = nil) throws -> ProfileReading
  {
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(
      names: [profileName], .between(span.lowerBound, span.upperBound))
    let reading = try session(2, password, retries: retries).reader().read(request)
    guard let profile = reading.profiles.first else {
      throw reading.failedProfiles.first?.failure
        ?? MeterReadError(.notOffered, doing: "reading rows", likely: "the meter has no load profile")
    }
    return profile
  }

  func period() throws -> Int64 {
    let name = profileName
    return try session(2, nil).talk { (client) throws(MeterReadError) in
      try client.value(7, name, 4)?.integer
    } ?? 1800
  }

  func value(_ name: OBIS) throws -> Int64? {
    try session(2, nil).talk { (client) throws(MeterReadError) in try client.value(1, name, 2)?.integer }
  }

  /// The meter's time in UTC seconds.
  func meterSeconds() throws -> Int64 {
    let offset = Int64(installation.localOffsetMinutes) * 60
    return try session(2, nil).talk { (client) throws(MeterReadError) in
      guard let time = try client.value(8, CoPTrialRun.clock.name, 2)?.dateTime else { return 0 }
      return (time.utcSeconds ?? 0) + (time.deviationMinutes == -0x8000 ? offset : 0)
    }
  }

  /// Offset of the meter's clock and its uncertainty, in seconds.
  func offset() throws -> (offset: Double, uncertainty: Double) {
    var request = ReadRequest()
    request.clock = true
    guard let clock = try session(2, nil).reader().read(request).clock else { return (0, 0) }
    return (Double(clock.offsetNanoseconds) / 1e9, Double(clock.uncertaintyNanoseconds) / 1e9)
  }

  /// The clock against the reference; nil where it cannot be read now.
  func clockReading(after step: String) -> ProtocolState.ClockReading? {
    var request = ReadRequest()
    request.clock = true
    guard let clock = try? session(2, nil).reader().read(request).clock else { return nil }
    return ProtocolState.ClockReading(
      after: step, atSeconds: wallSeconds, offset: Double(clock.offsetNanoseconds) / 1e9,
      uncertainty: Double(clock.uncertaintyNanoseconds) / 1e9,
      isReferenceSynchronised: clock.isHostSynchronised)
  }

  /// Sets the clock to UTC plus a step with level 2; false where the meter refused.
  func setClock(step: Int64, password: Secret? = nil) throws -> Bool {
    precondition(abs(step) <= CoPBenchSetUp.largestClockStep, "clock steps are limited")
    let template = try session(2, nil).talk { (client) throws(MeterReadError) in
      try client.value(8, CoPTrialRun.clock.name, 2)?.dateTime
    }
    return try isDone(2, password) { (client) throws(MeterReadError) in
      let now = self.wallNanoseconds + step * 1_000_000_000
      var time = COSEMDateTime(
        utcSeconds: now / 1_000_000_000, as: template,
        localOffsetMinutes: self.installation.localOffsetMinutes)
      time.hundredths = UInt8(now % 1_000_000_000 / 10_000_000)
      let data = CoPTrialRun.encoded { $0.dateTime(time, &$1) }
      try client.set(CoPTrialRun.clock, data)
    }
  }

  /// Writes the period that the meter has, with level 3; false where it refused.
  func writePeriod(_ seconds: Int64) throws -> Bool {
    let attribute = AttributeDescriptor(classID: 7, name: profileName, attribute: 4)
    return try isDone(3, nil) { (client) throws(MeterReadError) in
      try client.set(attribute, CoPTrialRun.periodData(seconds))
    }
  }

  private func isDone(
    _ level: Int, _ password: Secret?, _ body: (COSEMClient) throws(MeterReadError) -> Void
  ) throws -> Bool {
    do throws(MeterReadError) {
      try session(level, password).talk(mayWrite: true, body)
      return true
    } catch {
      if error.isRefusal { return false }
      throw error
    }
  }
}

extension MeterReadError {
  /// True where the meter itself said no.
  var isRefusal: Bool {
    switch kind {
    case .refused, .associationRefused, .notOffered: true
    default: false
    }
  }
}
