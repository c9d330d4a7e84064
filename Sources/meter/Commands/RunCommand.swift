import ArgumentParser
import Foundation
import Gateway
import LinuxHAL
import LocalPages
import Logging
import ServiceLifecycle

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the meter of a board.",
    discussion: """
      Counts until SIGTERM or Ctrl-C, then commits. In a terminal it shows registers, power and half hours;
      otherwise it prints a line for every closed period. --speed and --simulated-days are for boards
      whose inputs are simulated.
      """)

  @Option(help: "Board file.") var board = "/etc/swift-meter/board.yaml"
  @OptionGroup var data: DataOption
  @Option(name: .customLong("for"), help: "Stop after this time, e.g. 10s, 5m, 2h, 3d.")
  var duration: DurationOption?
  @Option(help: "Speed of simulated time, e.g. 3600, or max.") var speed: SpeedOption?
  @Option(help: "Stop after this many simulated days.") var simulatedDays: Int?
  @Option(help: "Play this capture (WAV) into a sampled board instead of its source.") var replay: String?
  @Flag(help: "Lines instead of a live screen.") var plain = false
  @Option(help: "Show the meter in a browser at this address of loopback, e.g. 127.0.0.1:8080.")
  var page: String?

  func run() async throws {
    var board = try loadBoard()
    let pageAddress = try pageAddress()
    guard board.isSimulated || (speed == nil && simulatedDays == nil) else {
      throw CommandFailure(.usage, "--speed and --simulated-days need a board with simulated inputs")
    }
    let folder = data.folder(for: board)
    do { try folder.create() } catch {
      throw CommandFailure(.device, "\(folder.path): cannot be created: \(error.localizedDescription)")
    }
    let lock: DataFolderLock
    do throws(DataFolderLock.Failure) { lock = try DataFolderLock(folder: folder.path) } catch {
      throw CommandFailure(error, folder: folder.path)
    }
    try board.loadCalibration(from: folder)
    let isScreen = !plain && isatty(STDOUT_FILENO) == 1
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = isScreen ? .error : .info
      return handler
    }
    let logger = Logger(label: "meter")
    let service = try service(board, folder, logger)
    try folder.describe(board)
    let collection = try board.collection.map {
      try CollectionService(service, board: board, collection: $0, folder: folder, logger: logger)
    }
    let view = TerminalView(
      service, board: board, folder: folder, collection: collection, isScreen: isScreen,
      isQuick: { if case .max? = speed { true } else { false } }())
    let outstation = try board.outstation.map {
      try BoardOutstationService(
        service, board: board, outstation: $0, folder: folder, version: MeterCommand.version, logger: logger)
    }
    if !isScreen { for endpoint in outstation?.endpoints ?? [] { print("outstation on \(endpoint)") } }
    var services = [
      ServiceGroupConfiguration.ServiceConfiguration(
        service: service, successTerminationBehavior: .gracefullyShutdownGroup),
      ServiceGroupConfiguration.ServiceConfiguration(
        service: view, successTerminationBehavior: .ignore),
    ]
    if let outstation {
      services.append(
        ServiceGroupConfiguration.ServiceConfiguration(
          service: outstation, successTerminationBehavior: .ignore))
    }
    if let address = pageAddress {
      let page = MeterPage(service, board: board)
      services.append(
        ServiceGroupConfiguration.ServiceConfiguration(
          service: PageListener(
            address, onListening: { if !isScreen { print("page at \($0.url)") } }, answer: page.answer),
          successTerminationBehavior: .ignore))
    }
    if let collection {
      services.append(
        ServiceGroupConfiguration.ServiceConfiguration(
          service: collection, successTerminationBehavior: .ignore))
    }
    if let duration {
      services.append(
        ServiceGroupConfiguration.ServiceConfiguration(
          service: Deadline(seconds: duration.seconds),
          successTerminationBehavior: .gracefullyShutdownGroup))
    }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    await view.summary()
    withExtendedLifetime(lock) {}
  }

  private func pageAddress() throws -> PageAddress? {
    guard let page else { return nil }
    guard let address = PageAddress(page) else {
      throw CommandFailure(
        .usage,
        "--page \(page): give an address of loopback and a port, such as 127.0.0.1:8080; "
          + "from another machine use an SSH tunnel")
    }
    return address
  }

  private func loadBoard() throws -> Board {
    var board = try BoardFile.load(self.board)
    guard let replay else { return board }
    guard board.samples != nil else {
      throw CommandFailure(.usage, "--replay needs a board with 'samples'; \(board.name) has pulse channels")
    }
    board.samples?.origin = .wav(path: replay, repeats: false)
    return board
  }

  private func service(_ board: Board, _ folder: DataFolder, _ logger: Logger) throws -> MeterService {
    let limit = simulatedDays.map { Int64($0) * 86_400_000_000_000 }
    if let samples = board.samples {
      let inputs =
        board.isSimulated
        ? try SampleInputs.simulated(
          board, samples, speed: factor, startUTCNanoseconds: simulatedStart(board, folder))
        : try SampleInputs.devices(of: board, samples)
      return try MeterService(
        board: board, samples: inputs, storagePath: folder.storePath, stopAfterNanoseconds: limit,
        announcer: SystemdAnnouncer(), logger: logger)
    }
    let inputs =
      board.isSimulated
      ? MeterInputs.simulated(board, speed: factor, startUTCNanoseconds: simulatedStart(board, folder))
      : try MeterInputs.lines(
        of: board, kept: SystemdAnnouncer.keptDescriptors(), trayPath: folder.edgeTrayPath,
        announcer: SystemdAnnouncer())
    return try MeterService(
      board: board, inputs: inputs, storagePath: folder.storePath, stopAfterNanoseconds: limit,
      announcer: SystemdAnnouncer(), logger: logger)
  }

  /// A simulated board goes on where it stopped: its time may be far ahead of ours.
  private func simulatedStart(_ board: Board, _ folder: DataFolder) -> Int64 {
    var start = board.simulationStartSeconds ?? Int64(Date().timeIntervalSince1970)
    if let stored = try? StoredMeter(path: folder.storePath).snapshot()?.instant {
      start = max(start, stored.seconds + 1)
    }
    return start * 1_000_000_000
  }

  private var factor: Double? {
    switch speed {
    case .factor(let factor)?: factor
    case .max?: nil
    case nil: 1
    }
  }
}

/// Ends the service group after a time.
private struct Deadline: Service {
  var seconds: Int64
  func run() async throws {
    try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(seconds)) }
  }
}
