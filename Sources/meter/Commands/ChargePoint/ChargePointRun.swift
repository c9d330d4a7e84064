import ChargePoint
import Logging
import ServiceLifecycle

/// Runs a charge-point service until a signal, as all services of the command line do.
enum ChargePointRun {
  /// Runs `body` until SIGTERM or SIGINT cancels it.
  static func until(signals logger: Logger, _ body: @escaping @Sendable () async throws -> Void) async throws
  {
    let service = Body(body: body)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do { try await group.run() } catch is CancellationError {
    } catch let failure as TLSFiles.Failure {
      throw CommandFailure(.usage, failure.description)
    } catch let failure as ControlSocket.Failure {
      throw CommandFailure(.device, failure.description)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.device, "the service ended: \(error)")
    }
  }

  private struct Body: Service {
    var body: @Sendable () async throws -> Void
    func run() async throws {
      try await cancelWhenGracefulShutdown {
        do { try await body() } catch is CancellationError {}
      }
    }
  }
}
