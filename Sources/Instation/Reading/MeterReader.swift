import COSEM
import HAL

/// Reads one meter: connects, resumes after a broken line, and never mixes two meters.
public final class MeterReader {
  /// What surrounds a reader; tests bring their own.
  public struct Surroundings {
    /// Opens lines.
    public var open: LineOpening
    /// UTC in nanoseconds, and whether it is disciplined by a reference; nil where there is none.
    public var wallClock: () -> WallClockReading?
    /// Waits before another connection, nanoseconds.
    public var pause: (Int64) -> Void
    /// Random octets for challenges.
    public var entropy: Key128
    /// Hears of everything on the line.
    public var observer: ((LineEvent) -> Void)?
    /// Hears of the progress of long reads.
    public var progress: ((ReadProgress) -> Void)?
    /// True once the reader must stop.
    public var isCancelled: () -> Bool = { false }

    /// Surroundings.
    public init(
      open: @escaping LineOpening, wallClock: @escaping () -> WallClockReading?,
      pause: @escaping (Int64) -> Void, entropy: Key128
    ) {
      self.open = open
      self.wallClock = wallClock
      self.pause = pause
      self.entropy = entropy
    }
  }

  /// How the meter is installed.
  public let installation: MeterInstallation
  /// What is known of its kind.
  public let driver: ReadingDriver
  let surroundings: Surroundings
  private var connection: MeterConnection?
  private var counter: UInt32?
  /// The meter that the first connection reached.
  public private(set) var identity: MeterIdentity?
  /// What the session cost so far.
  public private(set) var facts = SessionFacts()
  /// The meter's clock as it was read first: ranges are written in its time.
  var meterClock: COSEMDateTime?
  /// Scalers asked for already.
  var scales: [AttributeDescriptor: ScalerUnit?] = [:]

  /// A reader without connection.
  public init(
    _ installation: MeterInstallation, driver: ReadingDriver, surroundings: Surroundings
  ) {
    self.installation = installation
    self.driver = driver
    self.surroundings = surroundings
  }

  private var clientNumber: UInt16 { installation.client ?? driver.client }

  // MARK: Connection

  /// Does `body` with a connection; where the line breaks, connects again and does it again, a bounded number
  /// of times.
  func connected<R>(
    _ body: (COSEMClient) throws(MeterReadError) -> R
  ) throws(MeterReadError) -> R {
    var attempt = 0
    while true {
      do throws(MeterReadError) { return try body(try client()) } catch {
        try retry(after: error, &attempt)
      }
    }
  }

  /// Counts a failure: throws where another connection would not help, else waits.
  func retry(after error: MeterReadError, _ attempt: inout Int) throws(MeterReadError) {
    guard error.isWorthRetrying, attempt < installation.retries, !surroundings.isCancelled() else {
      if error.isWorthRetrying { drop() }
      throw error
    }
    drop()
    surroundings.pause(min(1_000_000_000 << Int64(attempt), 30_000_000_000))
    attempt += 1
  }

  /// The open client, connecting first where there is none.
  func client() throws(MeterReadError) -> COSEMClient {
    if let connection { return connection.client }
    if case .gmac = installation.credentials, counter == nil { counter = meterCounter() }
    let fresh: MeterConnection
    do throws(MeterReadError) {
      fresh = try connect(clientNumber, installation, counter)
    } catch {
      // A meter that tells its counter gets it.
      guard case .counterRefused(let expected) = error.kind else { throw error }
      fresh = try connect(clientNumber, installation, expected &+ 1)
    }
    connection = fresh
    do throws(MeterReadError) {
      let now = try readIdentity(fresh.client)
      if let known = identity, known.serial != now.serial {
        throw MeterReadError(
          .inconsistent, doing: "connecting again",
          came: "serial number '\(now.serial)' after '\(known.serial)'",
          likely: "another meter answers at \(installation.target); nothing of it is taken")
      }
      if identity == nil { identity = now }
    } catch {
      drop()
      throw error
    }
    return fresh.client
  }

  private func connect(
    _ number: UInt16, _ installation: MeterInstallation, _ counter: UInt32?
  ) throws(MeterReadError) -> MeterConnection {
    facts.connections += 1
    let fresh = try MeterConnection(
      installation, client: number, entropy: surroundings.entropy, counter: counter,
      opening: surroundings.open, observer: surroundings.observer)
    facts.link = fresh.client.linkFacts
    facts.identification = fresh.identification
    return fresh
  }

  /// The counter that the meter tells a client without password; nil where it does not.
  private func meterCounter() -> UInt32? {
    var open = installation
    open.credentials = .none
    guard let connection = try? connect(16, open, nil) else { return nil }
    defer { count(connection) }
    let value = try? connection.client.get(
      AttributeDescriptor(classID: 1, name: OBIS(0, 0, 43, 1, 0), attribute: 2))
    connection.close()
    guard let value, let number = (try? COSEMValue(value))?.integer else { return nil }
    return UInt32(clamping: number + 1)
  }

  private func count(_ connection: MeterConnection) {
    facts.sentOctets += connection.line.sentOctets
    facts.receivedOctets += connection.line.receivedOctets
    facts.turnarounds += connection.line.turnarounds
    if let next = connection.client.nextCounter { counter = next }
  }

  /// Forgets a broken connection.
  func drop() {
    guard let connection else { return }
    connection.abandon()
    count(connection)
    self.connection = nil
  }

  /// Releases association and link.
  public func close() {
    guard let connection else { return }
    connection.close()
    count(connection)
    self.connection = nil
  }

  /// Octets and time of the present line, for progress.
  var receivedOctets: Int { facts.receivedOctets + (connection?.line.receivedOctets ?? 0) }
  var lineTime: Int64? { connection?.line.nowNanoseconds }
  func wait(until time: Int64) { connection?.line.wait(until: time) }

  // MARK: Reading

  /// Reads what is asked for. Rows of profiles are handed to `store` part by part, as soon as they are sure;
  /// what was handed over stays good whatever happens later.
  public func read(
    _ request: ReadRequest, store: (ProfileReading) throws(MeterReadError) -> Void = { _ in }
  ) throws(MeterReadError) -> MeterReading {
    defer { close() }
    var reading = MeterReading()
    _ = try connected { (client) throws(MeterReadError) in client.linkFacts }
    reading.identity = identity ?? MeterIdentity()
    if request.clock { reading.clock = try connected(readClock) }
    if request.registers {
      reading.registersSeconds = surroundings.wallClock().map { $0.utcNanoseconds / 1_000_000_000 }
      reading.registers = try connected(readRegisters)
    }
    if request.events { reading.events = try connected(readEvents) }
    if request.details { reading.details = try connected(readDetails) }
    if let wish = request.profile {
      for name in wish.names.isEmpty ? driver.profiles : wish.names {
        do throws(MeterReadError) {
          reading.profiles.append(try readProfile(name, wish, store: store))
        } catch {
          // A meter may lack one of the driver's profiles; one that was asked for by name must be there.
          guard case .refused = error.kind else { throw error }
          reading.failedProfiles.append((name, error))
        }
      }
    }
    close()
    reading.facts = facts
    return reading
  }

  private func readIdentity(_ client: COSEMClient) throws(MeterReadError) -> MeterIdentity {
    var identity = MeterIdentity()
    let isFirst = self.identity == nil
    // The serial number alone proves that it is the same meter.
    let objects = isFirst ? driver.identity : Array(driver.identity.prefix(1))
    let answers = try client.getAll(
      objects.map { AttributeDescriptor(classID: 1, name: $0.name, attribute: 2) })
    for (object, answer) in zip(objects, answers) {
      guard case .success(let octets) = answer, let value = try? COSEMValue(octets) else { continue }
      let words = value.words
      if words.isEmpty { continue }
      if object.label == "serial" { identity.serial = words }
      identity.facts.append((object.label, words))
    }
    return identity
  }
}

/// How far a long read is.
public struct ReadProgress: Sendable, Equatable {
  /// The profile.
  public var profile: OBIS
  /// Rows that came, and rows expected.
  public var rows: Int
  public var expected: Int
  /// Octets received in the session.
  public var octets: Int
}
