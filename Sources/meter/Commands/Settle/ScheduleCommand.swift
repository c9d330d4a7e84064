import ArgumentParser
import ChargePoint
import Fleet
import Foundation
import Logging
import Settlement

struct ScheduleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Make and deliver the half hours of finished days, once a day.",
    discussion: """
      Every day at --at (UTC) a D0379 is made of all finished days that are new or have changed, except those older
      than the policy's cut-off, and brought to --to. What does not arrive waits in the outbox and is tried again;
      times that passed while nothing ran are made up for. Runs until SIGTERM or Ctrl-C, or once with --once.
      """)

  @Option(help: "Register of meter ids (CSV).") var register: String
  @Option(help: "Event log (swift-meter neutral layout); read anew for every run.") var events: String
  @Option(help: "Time of day, UTC, e.g. 01:00.") var at: String = "01:00"
  @Option(help: "Folder, https://…, or sftp://user@host/path.") var to: String
  @Option(help: "Folder for ledger, outbox, sent files and receipts.") var state: String
  @Option(help: "Configuration of the tool: of curl (--config) or ssh (-F); holds keys and passwords.")
  var transferConfig: String?
  @Option(help: "Seconds until what failed is tried again.") var retry: Int64 = 300
  @Flag(help: "Do what is due now and end; exit code 4 when something stays in the outbox.") var once = false
  @Option(help: "Supplier id, four characters.") var supplier: String = "SUPP"
  @Option(help: "Our market participant id.") var from: String = "MADM"
  @Option(help: "Market participant id of the receiver.") var receiver: String = "HHDC"
  @Option(help: "Role letter of the receiver.") var receiverRole: String = "C"
  @OptionGroup var policy: PolicyOption

  func run() async throws {
    guard let time = TimeOfDay(at) else { throw CommandFailure(.usage, "--at \(at): hh:mm UTC, e.g. 01:00") }
    guard let target = FileDelivery.Target(to) else {
      throw CommandFailure(.usage, "--to \(to): no folder, https:// or sftp:// address")
    }
    guard retry > 0 else { throw CommandFailure(.usage, "--retry is a positive number of seconds") }
    if let transferConfig { try Self.checkPrivate(transferConfig) }
    let policy = try policy.load()
    // Wrong files are refused at the start, not at one in the morning.
    _ = try Self.input(register, events, policy)
    let configuration = SettlementSchedule.Configuration(
      at: time, policy: policy, supplier: supplier, from: from, toRole: receiverRole, to: receiver)
    let delivery = FileDelivery(target, toolConfiguration: transferConfig)
    if once {
      var schedule = try SettlementSchedule(folder: state, configuration: configuration)
      let isDone = Self.loop(register, events, policy, delivery, retry).work(&schedule)
      guard isDone else { throw CommandFailure(.data, "not everything was delivered; see the lines above") }
      return
    }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    try await ChargePointRun.until(signals: Logger(label: "schedule")) {
      [state, register, events, retry] in
      do throws(ScheduleError) {
        var schedule = try SettlementSchedule(folder: state, configuration: configuration)
        try? await Self.loop(register, events, policy, delivery, retry).run(&schedule)
      } catch { throw CommandFailure(.device, error.description) }
    }
  }

  private static func loop(
    _ register: String, _ events: String, _ policy: CMSPolicy, _ delivery: FileDelivery, _ retry: Int64
  ) -> ScheduleLoop {
    func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
    var loop = ScheduleLoop(
      now: now, sleep: { try await Task.sleep(for: .seconds($0)) },
      input: { try input(register, events, policy) },
      deliver: { data, name throws(DeliveryError) in
        try delivery.deliver(data, name: name, atSeconds: now())
      },
      report: { print("\(UTCStamp.iso(now())) \($0)") })
    loop.retrySeconds = retry
    return loop
  }

  private static func input(
    _ register: String, _ events: String, _ policy: CMSPolicy
  ) throws -> SettlementSchedule.Input {
    let meters = try MeterIDRegister(parsing: TextFile.text(register))
    let replay = EventReplay(
      try NeutralEventLog.events(TextFile.text(events)), register: meters, policy: policy)
    return SettlementSchedule.Input(
      register: meters, halfHours: replay.halfHours, notes: replay.leftOut(meters),
      firstMilliseconds: replay.firstMilliseconds)
  }

  /// A file that may hold passwords belongs to its owner alone.
  private static func checkPrivate(_ path: String) throws {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
    else { throw CommandFailure(.usage, "\(path): no such file") }
    guard mode & 0o077 == 0 else {
      throw CommandFailure(.usage, "\(path) can be read by others: chmod 600 it")
    }
  }
}
