import COSEM
import Instation

/// Changes a bench meter and looks at what comes of it; restores period, passwords and clock, also after a failure.
final class CoPTrialRun {
  let collector: CoPCollector
  let setUp: CoPBenchSetUp
  var session: MeterSession { collector.session }
  var trials = CoPTrials()
  private let originalPeriod: Int64
  /// What may have been changed and is to be restored.
  private enum Touched { case password, period, clock }
  private var touched: Set<Touched> = []

  init(_ collector: CoPCollector, _ setUp: CoPBenchSetUp) {
    self.collector = collector
    self.setUp = setUp
    originalPeriod = collector.period
  }

  /// Tries everything. A failure of the line ends the trials; what was changed is restored then too.
  func run() throws(MeterReadError) {
    let serial = collector.seen.identities.first?.serial ?? ""
    guard serial == setUp.confirmedSerial, !serial.isEmpty else {
      throw MeterReadError(
        .configuration, doing: "preparing the bench", came: "serial number '\(serial)'",
        likely: "another meter than '\(setUp.confirmedSerial)' that was confirmed; nothing was changed")
    }
    for level in 1...3 {
      // A wrong file must not end in the middle of a trial.
      _ = try talk(level) { (client) throws(MeterReadError) in try client.value(8, Self.clock.name, 2) }
    }
    var failure: MeterReadError?
    do throws(MeterReadError) { try tryAll() } catch { failure = error }
    session.isRestoring = true
    restore()
    session.isRestoring = false
    collector.seen.trials = trials
    if let failure {
      collector.seen.notes.append("the trials ended early: \(failure.description)")
      for rule in CoPRules.all where rule.access != .read && collector.seen.reasons[rule.id] == nil {
        collector.seen.reasons[rule.id] = "the trials ended early: \(failure.what)"
      }
    }
  }

  private func tryAll() throws(MeterReadError) {
    collector.progress("bench: access levels")
    try tryLevels()
    collector.progress("bench: periods and passwords")
    try tryPeriods()
    try tryPasswords()
    try tryWrongPasswords()
    collector.progress("bench: clock")
    try tryClock()
    try tryFlags()
  }

  // MARK: Talking

  static let clock = AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2)
  static let levelPassword = AttributeDescriptor(classID: 1, name: OBIS(0, 0, 96, 50, 10), attribute: 2)
  var periodAttribute: AttributeDescriptor {
    AttributeDescriptor(classID: 7, name: collector.profileName, attribute: 4)
  }

  /// A session of a level that may write.
  func talk<R>(
    _ level: Int, password: Secret? = nil, _ body: (COSEMClient) throws(MeterReadError) -> R
  ) throws(MeterReadError) -> R {
    try session.talk(
      client: session.client(level: level), credentials: .password(password ?? setUp.passwords[level - 1]),
      mayWrite: true, body)
  }

  /// True where `body` was done, false where the meter refused it or the association.
  func isDone(
    _ level: Int, password: Secret? = nil, _ body: (COSEMClient) throws(MeterReadError) -> Void
  ) throws(MeterReadError) -> Bool {
    do throws(MeterReadError) {
      try talk(level, password: password, body)
      return true
    } catch {
      switch error.kind {
      case .refused, .associationRefused, .notOffered: return false
      default: throw error
      }
    }
  }

  /// A-XDR octets.
  static func encoded(_ write: (inout OctetWriter, inout MutableRawSpan) -> Void) -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: 64)
    var writer = OctetWriter()
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      write(&writer, &bytes)
    }
    return Array(octets[..<writer.position])
  }

  /// A time as the meter's clock takes it.
  func clockData(_ nanoseconds: Int64) -> [UInt8] {
    var time = COSEMDateTime(
      utcSeconds: nanoseconds / 1_000_000_000, as: collector.clockTime,
      localOffsetMinutes: session.installation.localOffsetMinutes)
    time.hundredths = UInt8(nanoseconds % 1_000_000_000 / 10_000_000)
    return Self.encoded { $0.dateTime(time, &$1) }
  }

  static func periodData(_ seconds: Int64) -> [UInt8] {
    encoded { $0.uint32(UInt32(seconds), &$1) }
  }

  static func passwordData(_ level: Int, _ password: Secret) -> [UInt8] {
    encoded { writer, octets in
      writer.structure(2, &octets)
      writer.uint8(UInt8(level), &octets)
      writer.octetString(password.octets.span.bytes, &octets)
    }
  }

  /// Offset of the meter's clock and its uncertainty, in seconds.
  func offset() throws(MeterReadError) -> (offset: Double, uncertainty: Double) {
    var request = ReadRequest()
    request.clock = true
    guard let clock = try session.reader().read(request).clock else { return (0, 0) }
    return (Double(clock.offsetNanoseconds) / 1e9, Double(clock.uncertaintyNanoseconds) / 1e9)
  }

  /// The meter's time in UTC seconds.
  func meterSeconds() throws(MeterReadError) -> Int64 {
    try session.talk { (client) throws(MeterReadError) in
      try client.value(8, Self.clock.name, 2)?.dateTime?.utcSeconds ?? 0
    }
  }

  // MARK: Restoring

  private func restore() {
    func note(_ what: String, _ body: () throws(MeterReadError) -> Bool) {
      var failure: String?
      // A line may come back, and a meter that slowed attempts down listens again.
      for attempt in 0..<4 {
        if attempt > 0 { session.wait(seconds: 20) }
        do throws(MeterReadError) {
          failure = try body() ? nil : "the meter refused"
        } catch { failure = error.what }
        if failure == nil { break }
      }
      trials.restored.append((what, failure))
    }
    if touched.contains(.password) {
      note("password of level 1") { () throws(MeterReadError) in try restorePassword() }
    }
    if touched.contains(.period) {
      note("integration period") { () throws(MeterReadError) in try setPeriod(originalPeriod) }
    }
    if touched.contains(.clock) {
      note("clock") { () throws(MeterReadError) in
        _ = try setClock(level: 2)
        return abs(try offset().offset) < 5
      }
    }
    for (what, failure) in trials.restored {
      collector.seen.notes.append(
        failure.map { "NOT RESTORED: \(what): \($0)" } ?? "restored: \(what)")
    }
  }

  /// Sets the password of level 1; true where the meter took it.
  func setPassword(_ password: Secret) throws(MeterReadError) -> Bool {
    touched.insert(.password)
    return try isDone(3) { (client) throws(MeterReadError) in
      try client.set(Self.levelPassword, Self.passwordData(1, password), secrets: [password.octets])
    }
  }

  /// Gives level 1 its password back, without trying it first: a wrong one would slow a strict meter down.
  func restorePassword() throws(MeterReadError) -> Bool { try setPassword(setUp.passwords[0]) }

  /// Sets the integration period; true where the meter shows it.
  func setPeriod(_ seconds: Int64) throws(MeterReadError) -> Bool {
    touched.insert(.period)
    let attribute = periodAttribute
    guard
      try isDone(
        3,
        { (client) throws(MeterReadError) in
          try client.set(attribute, Self.periodData(seconds))
        })
    else { return false }
    return try session.talk { (client) throws(MeterReadError) in
      try client.value(7, attribute.name, 4)?.integer == seconds
    }
  }

  /// Sets the clock to UTC plus a step; false where it was refused.
  func setClock(level: Int, step: Int64 = 0, password: Secret? = nil) throws(MeterReadError) -> Bool {
    precondition(abs(step) <= CoPBenchSetUp.largestClockStep, "clock steps are limited")
    touched.insert(.clock)
    return try isDone(level, password: password) { (client) throws(MeterReadError) in
      try client.set(Self.clock, self.clockData(self.session.nowNanoseconds + step * 1_000_000_000))
    }
  }
}
