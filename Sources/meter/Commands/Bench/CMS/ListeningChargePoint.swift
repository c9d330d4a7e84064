import Bench
import ChargePoint
import Foundation
import MeterCore
import Settlement
import Synchronization

/// A charge point that has connected to the bench's own central system: its readings, events and frames by number,
/// and the commands of the bench.
final class ListeningChargePoint: LiveChargePoint {
  private struct Record {
    var reader: RegisterReader
    var readings: [Transmission] = []
    var events: [LiveEvent] = []
  }

  private let identity: String
  private let connector: Int
  private let tag: String
  private let journalPath: String
  private let record: RecordBox
  let server: ChargePointServer

  /// What connections write and scenarios read, under a lock.
  private final class RecordBox: ReadingSink, ChargePointEventLog {
    let identity: String
    let connector: Int
    let content: Mutex<Record>

    init(identity: String, connector: Int, clockLimitSeconds: Int64) {
      self.identity = identity
      self.connector = connector
      content = Mutex(Record(reader: RegisterReader(clockLimitSeconds: clockLimitSeconds)))
    }

    func accept(_ samples: [MeterSample]) async throws {
      content.withLock { record in
        let readings = record.reader.readings(samples) { chargePoint, number in
          chargePoint == identity && number == connector ? 0 : nil
        }
        let arrived = samples.first?.receivedAt ?? Instant(seconds: 0)
        for reading in readings {
          record.readings.append(
            Transmission(
              deliveredAt: arrived.nanoseconds / 1_000_000, chargePoint: identity, connector: connector,
              frame: "", reading: reading))
        }
      }
    }

    func record(_ event: ChargePointEvent) {
      guard event.chargePoint == identity else { return }
      let line = LiveEvent(kind: event.kind.rawValue, line: event.json.json)
      content.withLock { $0.events.append(line) }
    }
  }

  /// - Parameters:
  ///   - journalPath: a new file for the frames, outside the evidence folder
  ///   - isAccelerated: the charge point lives in a faster time than ours: its clock is not judged
  init(
    _ configuration: ChargePointServer.Configuration, identity: String, connector: Int, tag: String,
    journalPath: String, policy: CMSPolicy, isAccelerated: Bool
  ) throws {
    self.identity = identity
    self.connector = connector
    self.tag = tag
    self.journalPath = journalPath
    record = RecordBox(
      identity: identity, connector: connector,
      clockLimitSeconds: isAccelerated ? 0 : Int64(policy.clockLimit.value))
    do {
      server = try ChargePointServer(
        configuration: configuration,
        services: ChargePointServices(
          sink: record, events: record, journal: FrameJournal(file: try LineFile(path: journalPath)),
          transactions: try TransactionStore(path: nil), time: .system))
    } catch let error as LineFile.Failure {
      throw CommandFailure(.device, error.description)
    } catch let error as ListenerError {
      throw CommandFailure(.usage, error.description)
    }
  }

  var name: String {
    get async {
      let version = await server.list().first { $0["charge_point"]?.text == identity }?["protocol"]?.text
      let boot = events(from: 0).last { $0.kind == "booted" }?.line ?? "no BootNotification seen"
      return "charge point \(identity) (\(version ?? "not connected")), \(boot)"
    }
  }

  /// Connected now.
  var isConnected: Bool {
    get async { await server.list().contains { $0["charge_point"]?.text == identity } }
  }

  /// Told what to send since it booted.
  var isConfigured: Bool { events(from: 0).contains { $0.kind == "configured" } }

  func readings(from first: Int) -> [Transmission] {
    record.content.withLock { Array($0.readings.dropFirst(first)) }
  }

  func events(from first: Int) -> [LiveEvent] {
    record.content.withLock { Array($0.events.dropFirst(first)) }
  }

  func frames(from first: Int) -> [String] {
    let lines = (try? LineFile.lines(path: journalPath)) ?? []
    return Array(lines.dropFirst(first))
  }

  func start() async -> LiveConfirmation { await perform(.start(connector: connector, tag: tag)) }

  func stop() async -> LiveConfirmation { await perform(.stop(transaction: nil)) }

  func read() async -> LiveConfirmation {
    await perform(.trigger(message: "MeterValues", connector: connector))
  }

  /// Asks for a BootNotification, after which the charge point is told what to send.
  func askToBoot() async { _ = await perform(.trigger(message: "BootNotification", connector: nil)) }

  private func perform(_ command: ChargePointCommand) async -> LiveConfirmation {
    let outcome = await server.perform(command, on: identity)
    let isConfirmed = outcome.ending == .confirmed
    let words = outcome.explanation.isEmpty ? outcome.ending.rawValue : outcome.explanation
    return LiveConfirmation(
      isConfirmed: isConfirmed, words: isConfirmed ? "confirmed" : "\(outcome.ending.rawValue): \(words)")
  }
}
