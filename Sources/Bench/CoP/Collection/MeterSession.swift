import COSEM
import HAL
import Instation

/// Talks to one meter in short sessions, each with a client of its own, and keeps what went over the line.
final class MeterSession {
  let installation: MeterInstallation
  let driver: ReadingDriver
  private(set) var surroundings: MeterReader.Surroundings
  /// What went over the line; secrets are masked.
  private(set) var events: [LineEvent] = []

  init(
    _ installation: MeterInstallation, _ driver: ReadingDriver, _ surroundings: MeterReader.Surroundings
  ) {
    self.installation = installation
    self.driver = driver
    self.surroundings = surroundings
    let heard = surroundings.observer
    self.surroundings.observer = { [unowned self] event in
      self.events.append(event)
      heard?(event)
    }
  }

  /// UTC of this machine in nanoseconds.
  var nowNanoseconds: Int64 { surroundings.wallClock()?.utcNanoseconds ?? 0 }

  /// True while somebody's wish to stop is passed over: what was changed is being restored.
  var isRestoring = false
  private var isStopped: Bool { !isRestoring && surroundings.isCancelled() }

  /// Waits, unless somebody wants to stop.
  func wait(seconds: Int64) {
    for _ in 0..<max(seconds, 0) {
      if isStopped { return }
      surroundings.pause(1_000_000_000)
    }
  }

  /// A reader that sees everything, on a line of `opening` where one is given.
  func reader(
    opening: LineOpening? = nil, retries: Int? = nil, longestMessage: UInt16? = nil
  ) -> MeterReader {
    var installation = installation
    if let longestMessage { installation.longestMessage = min(installation.longestMessage, longestMessage) }
    if let retries { installation.retries = max(installation.retries, retries) }
    var surroundings = surroundings
    if isRestoring { surroundings.isCancelled = { false } }
    if let opening { surroundings.open = opening }
    return MeterReader(installation, driver: driver, surroundings: surroundings)
  }

  /// The client number of a level.
  func client(level: Int) -> UInt16 {
    if level == 0 { return 16 }
    let usual = installation.client ?? driver.client
    return usual == 32 ? 32 : UInt16(16 + level)
  }

  /// Does `body` in a session of its own; where the line breaks, again, a bounded number of times.
  func talk<R>(
    client: UInt16? = nil, credentials: Credentials? = nil, mayWrite: Bool = false,
    _ body: (COSEMClient) throws(MeterReadError) -> R
  ) throws(MeterReadError) -> R {
    var place = installation
    if isStopped {
      throw MeterReadError(.configuration, doing: "going on", likely: "it was stopped")
    }
    place.credentials = credentials ?? installation.credentials
    place.mayWrite = mayWrite
    let number = client ?? installation.client ?? driver.client
    var attempt = 0
    while true {
      do throws(MeterReadError) {
        let connection = try connect(place, number)
        do throws(MeterReadError) {
          let result = try body(connection.client)
          connection.close()
          return result
        } catch {
          if error.isWorthRetrying { connection.abandon() } else { connection.close() }
          throw error
        }
      } catch {
        // A change is never repeated: it may have been done.
        guard error.isWorthRetrying, !mayWrite, attempt < installation.retries else { throw error }
        surroundings.pause(min(1_000_000_000 << Int64(attempt), 30_000_000_000))
        attempt += 1
      }
    }
  }

  private var counter: UInt32?

  private func connect(
    _ place: MeterInstallation, _ number: UInt16
  ) throws(MeterReadError) -> MeterConnection {
    func open(_ counter: UInt32?) throws(MeterReadError) -> MeterConnection {
      try MeterConnection(
        place, client: number, entropy: surroundings.entropy, counter: counter, opening: surroundings.open,
        observer: surroundings.observer)
    }
    do throws(MeterReadError) { return try open(nil) } catch {
      guard case .counterRefused(let expected) = error.kind else { throw error }
      return try open(expected &+ 1)
    }
  }
}
