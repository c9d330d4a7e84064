import ArgumentParser
import ChargePoint
import Foundation
import MeterCore

struct SimulateChargePointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chargepoint", abstract: "Be one or many OCPP charge points.",
    discussion: """
      Scenarios: idle, session, drift (clock ahead and fast), offline-replay, resets (power loss, register from
      zero, swapped meter), bad-frames. With --speed max the scenario runs as fast as answers come and its stamps
      lie in the past; with a number it runs in that many times real time and obeys remote commands.
      """)

  @Option(help: "Central system, ws:// or wss://; the identity is added to its path.") var url: String
  @Option(name: .customLong("version"), help: "1.6 or 2.0.1.") var version = "1.6"
  @Option(help: "idle, session, drift, offline-replay, resets or bad-frames.") var scenario = "session"
  @Option(help: "Identity; with --count a number is added.") var identity = "SIM"
  @Option(help: "Charge points at once.") var count = 1
  @Option(name: .customLong("for"), help: "Length of the scenario in its own time, e.g. 3h.")
  var duration: DurationOption?
  @Option(help: "Start of its time (default: so that it ends now, or now when --speed is a number).")
  var start: UTCOption?
  @Option(help: "Speed of its time, e.g. 60, or max.") var speed: SpeedOption = .max
  @Option(help: "Load while charging, in watts.") var watts: Int64 = 7360
  @Option(help: "Load while not charging, in watts.") var standbyWatts: Int64 = 5
  @Option(help: "File of identity:password lines, readable by its owner only.") var secrets: String?
  @Option(help: "PEM roots for wss (default: the system's).") var trust: String?
  @Option(help: "Write every answered call to this file of JSON lines.") var sent: String?
  @Flag(help: "The result as JSON.") var json = false

  func run() async throws {
    guard let address = WebSocketAddress(url) else {
      throw CommandFailure(.usage, "--url \(url): a ws:// or wss:// address is expected")
    }
    guard let version = OCPPVersion(rawValue: "ocpp" + version) else {
      throw CommandFailure(.usage, "--version \(version): 1.6 and 2.0.1 are spoken")
    }
    guard let scenario = SimulatorScenario(rawValue: scenario) else {
      let names = SimulatorScenario.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.usage, "--scenario \(scenario): choose one of \(names)")
    }
    guard (1...10_000).contains(count), (0...1_000_000).contains(watts),
      (0...1_000_000).contains(standbyWatts)
    else { throw CommandFailure(.usage, "--count is 1 to 10000, loads are 0 to 1000000 W") }
    let passwords = try passwordLines()
    let file = try self.sent.map { path in
      do throws(LineFile.Failure) { return try LineFile(path: path) } catch {
        throw CommandFailure(.device, error.description)
      }
    }
    let reports = try await withThrowingTaskGroup(of: ChargePointSimulator.Report.self) { tasks in
      for number in 1...count {
        let identity = count == 1 ? identity : "\(identity)\(number)"
        let simulator = try simulator(
          identity, version, scenario, address,
          passwords[identity].map { BasicCredentials(user: identity, password: $0) }, file)
        tasks.addTask { try await simulator.run() }
      }
      var reports: [ChargePointSimulator.Report] = []
      do {
        for try await report in tasks { reports.append(report) }
      } catch let failure as ChargePointSimulator.Failure {
        throw CommandFailure(.device, failure.description)
      }
      return reports
    }
    show(reports)
  }

  private func simulator(
    _ identity: String, _ version: OCPPVersion, _ scenario: SimulatorScenario, _ address: WebSocketAddress,
    _ credentials: BasicCredentials?, _ file: LineFile?
  ) throws -> ChargePointSimulator {
    let length = duration?.seconds ?? 3 * 3600
    let now = Int64(Date().timeIntervalSince1970)
    var factor: Double?
    if case .factor(let value) = speed { factor = value }
    let begin = start?.seconds ?? (factor == nil ? now - length : now)
    var configuration = SimulatorConfiguration(
      identity: identity, version: version, scenario: scenario, start: Instant(seconds: begin))
    configuration.durationSeconds = length
    configuration.chargingMilliwatts = watts * 1000
    configuration.standbyMilliwatts = standbyWatts * 1000
    do {
      return try ChargePointSimulator(
        configuration, to: address, credentials: credentials, trustPath: trust, speed: factor, time: .system
      ) { frame in
        try? file?.append(
          JSONValue.object([
            .init(key: "charge_point", value: .string(identity)),
            .init(key: "frame", value: .string(frame.text)),
          ]).json)
      }
    } catch { throw CommandFailure(.usage, error.description) }
  }

  private func passwordLines() throws -> [String: [UInt8]] {
    guard let secrets else { return [:] }
    do { return try SecretsFile.passwords(path: secrets) } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  private func show(_ reports: [ChargePointSimulator.Report]) {
    let calls = reports.reduce(0) { $0 + $1.calls }
    let errors = reports.reduce(0) { $0 + $1.errors }
    let commands = reports.reduce(0) { $0 + $1.commands }
    if json {
      print(
        JSONValue.object([
          .init(key: "charge_points", value: .integer(reports.count)),
          .init(key: "calls", value: .integer(calls)),
          .init(key: "errors", value: .integer(errors)), .init(key: "commands", value: .integer(commands)),
          .init(
            key: "registers_microwatt_hours",
            value: .object(
              reports.sorted { $0.identity < $1.identity }.map {
                .init(key: $0.identity, value: .integer($0.registerMicrowattHours))
              })),
        ]).json)
    } else {
      print(
        "\(reports.count) charge point\(reports.count == 1 ? "" : "s"): \(calls) calls answered, \(errors) with an error, "
          + "\(commands) commands taken")
      if let only = reports.first, reports.count == 1 {
        print("register \(only.registerMicrowattHours) µWh")
      }
    }
  }
}
