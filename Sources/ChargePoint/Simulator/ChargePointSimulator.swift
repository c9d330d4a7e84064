import MeterCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// Runs a simulated charge point against a central system, in its own time or as fast as answers come.
public actor ChargePointSimulator {
  /// What a run came to.
  public struct Report: Equatable, Sendable {
    public var identity: String
    public var calls = 0
    public var errors = 0
    public var commands = 0
    public var connections = 0
    /// The register at the end, in µWh.
    public var registerMicrowattHours: Int64 = 0
  }

  /// Why a run stopped before its end.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  private var point: SimulatedChargePoint
  private let client: WebSocketClient
  private let credentials: BasicCredentials?
  /// Virtual seconds in a real one; nil is as fast as answers come.
  private let speed: Double?
  private let time: TimeSource
  private let startedNanoseconds: Int64
  private let onSent: @Sendable (OCPPFrame) -> Void
  private var link: SimulatorLink?
  private var report: Report

  /// Creates a simulator.
  /// - Parameters:
  ///   - trustPath: PEM roots for `wss`, nil means the system's
  ///   - onSent: is told every call that was answered, for comparisons
  public init(
    _ configuration: SimulatorConfiguration, to address: WebSocketAddress,
    credentials: BasicCredentials? = nil,
    trustPath: String? = nil, speed: Double?, time: TimeSource,
    onSent: @escaping @Sendable (OCPPFrame) -> Void = { _ in }
  ) throws(TLSFiles.Failure) {
    point = SimulatedChargePoint(configuration)
    client = WebSocketClient(
      address: address, maximumMessageBytes: 65_536, isAggregating: true,
      tls: address.isSecure ? try TLSFiles.clientContext(trustPath: trustPath) : nil,
      group: MultiThreadedEventLoopGroup.singleton)
    self.credentials = credentials
    self.speed = speed
    self.time = time
    self.onSent = onSent
    startedNanoseconds = time.monotonicNanoseconds()
    report = Report(identity: configuration.identity)
  }

  /// Runs the scenario to its end.
  public func run() async throws -> Report {
    do {
      while let instant = point.nextInstant {
        try Task.checkCancellation()
        if try await !isDue(instant) { continue }
        for step in point.advance() { try await take(step) }
      }
    } catch {
      await link?.close()
      throw error
    }
    report.registerMicrowattHours = point.registerMicrowattHours
    return report
  }

  /// The true time of the simulation.
  private var virtualNow: Instant {
    guard let speed else { return point.now }
    let elapsed = Double(time.monotonicNanoseconds() - startedNanoseconds) * speed
    return point.configuration.start.advanced(byNanoseconds: Int64(elapsed))
  }

  /// Waits a little while the time has not come: a command may put something before it.
  private func isDue(_ instant: Instant) async throws -> Bool {
    guard let speed else { return true }
    let remaining = Double(instant.nanoseconds - virtualNow.nanoseconds) / speed
    if remaining <= 0 { return true }
    try await time.sleep(min(Int64(remaining), 50_000_000))
    return false
  }

  private func take(_ step: SimulatedMessage.Step) async throws {
    switch step {
    case .connect: try await connect()
    case .disconnect:
      await link?.close()
      link = nil
    case .raw(let text): await link?.send(raw: text)
    case .call(let message):
      guard let link else { throw Failure(description: "\(report.identity): not connected") }
      let payload = point.payload(of: message)
      let answer = try await link.call(message.action, payload)
      report.calls += 1
      onSent(.call(id: answer.id, action: message.action, payload: payload))
      switch answer {
      case .result(_, let payload): point.answered(message, payload)
      default: report.errors += 1
      }
    }
  }

  private func connect() async throws {
    var headers: HTTPHeaders = ["Sec-WebSocket-Protocol": point.configuration.version.rawValue]
    if let credentials { headers.add(name: "Authorization", value: credentials.header) }
    let opened: WebSocketClient.Opened
    do throws(WebSocketClient.Failure) {
      opened = try await client.open(
        path: client.address.path + "/" + point.configuration.identity, headers: headers)
    } catch { throw Failure(description: "\(report.identity): \(error.description)") }
    report.connections += 1
    let link = SimulatorLink(
      connection: opened.connection, prefix: "\(report.identity.prefix(16))-\(report.connections)", time: time
    ) { [weak self] action, payload in
      await self?.command(action, payload) ?? .failure(CallError(.internalError, "the simulation is over"))
    }
    Task { await link.run() }
    guard await link.opened(), opened.subprotocol == point.configuration.version.rawValue else {
      await link.close()
      throw Failure(
        description:
          "\(report.identity): the central system does not speak \(point.configuration.version.rawValue)")
    }
    self.link = link
  }

  private func command(_ action: String, _ payload: JSONValue) -> Result<JSONValue, CallError> {
    report.commands += 1
    do throws(CallError) { return .success(try point.command(action, payload, at: virtualNow)) } catch {
      return .failure(error)
    }
  }
}
