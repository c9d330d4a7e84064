import ArgumentParser
import Bench
import Foundation
import LocalPages
import Witness

/// The live page for a witness.
struct WitnessOption: ParsableArguments {
  @Option(
    help: "Serve a live read-only page of the run on this machine, e.g. :8080; the same as --witness :8080.")
  var witnessListen: String?
  @Option(help: "Keep the page this many seconds after the end of the run.") var witnessHold = 0

  /// A page that is served.
  struct View {
    var server: WitnessServer
    var hold: Int

    /// Serves on for the time asked for, then stops.
    func end() {
      if hold > 0 { Thread.sleep(forTimeInterval: TimeInterval(hold)) }
      server.stop()
    }
  }

  /// Shows the page, where one was asked for, while `body` runs.
  func show<Result>(
    _ progress: BenchProgress, _ evidence: EvidenceOptions, while body: () async throws -> Result
  ) async throws -> Result {
    let page = try start(progress, evidence)
    do {
      let result = try await body()
      page?.end()
      return result
    } catch {
      page?.end()
      throw error
    }
  }

  /// Starts the page; nil where none was asked for.
  func start(_ progress: BenchProgress, _ evidence: EvidenceOptions) throws -> View? {
    guard (0...86_400).contains(witnessHold) else {
      throw CommandFailure(.usage, "--witness-hold is 0 to 86400 seconds")
    }
    guard let text = witnessListen ?? evidence.witnessPage else { return nil }
    guard let address = PageAddress(text) else {
      throw CommandFailure(
        .usage,
        "the witness view is for this machine: ADDRESS:PORT of its loopback, e.g. 127.0.0.1:8080, not '\(text)'; from another one use an SSH tunnel or a reverse proxy that asks for credentials"
      )
    }
    let server = try WitnessServer(address, progress: progress)
    FileHandle.standardError.write(Data("witness view: \(server.address.url)\n".utf8))
    return View(server: server, hold: witnessHold)
  }
}
