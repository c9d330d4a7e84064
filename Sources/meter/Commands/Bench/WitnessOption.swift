import ArgumentParser
import Bench
import Foundation
import Witness

/// The live page for a witness.
struct WitnessOption: ParsableArguments {
  @Option(help: "Serve a live read-only page of the run, e.g. 127.0.0.1:8080; ':8080' is loopback.")
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
  func show<Result>(_ progress: BenchProgress, while body: () async throws -> Result) async throws -> Result {
    let page = try start(progress)
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
  func start(_ progress: BenchProgress) throws -> View? {
    guard (0...86_400).contains(witnessHold) else {
      throw CommandFailure(.usage, "--witness-hold is 0 to 86400 seconds")
    }
    guard let text = witnessListen else { return nil }
    guard let address = WitnessAddress(text) else {
      throw CommandFailure(.usage, "--witness-listen is ADDRESS:PORT, e.g. 127.0.0.1:8080, not '\(text)'")
    }
    do {
      let server = try WitnessServer(address, progress: progress)
      let warning = address.isLoopback ? "" : " (open to the network, without password, read only)"
      FileHandle.standardError.write(Data("witness view: http://\(server.address.text)/\(warning)\n".utf8))
      return View(server: server, hold: witnessHold)
    } catch {
      throw CommandFailure(.device, "the witness view cannot listen on \(text): \(error)")
    }
  }
}
