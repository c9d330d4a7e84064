import Bench
import LocalPages

/// A live page of a run, for a witness: reading only, nothing can be sent to it, and nobody but this machine reaches it.
///
/// `/` is the page, `/progress.json` the `BenchSnapshot` it asks for every second. Everything else is refused.
public final class WitnessServer: Sendable {
  private let server: PageServer

  /// Address and port that it listens on.
  public var address: PageAddress { server.address }

  /// Listens until `stop()`.
  ///
  /// - Throws: `PageError`: an address that is not this machine's own, or a port that is taken.
  public init(_ wanted: PageAddress, progress: BenchProgress) throws {
    server = try PageServer(wanted) { path in
      switch path {
      case "/": .html(Array(WitnessPage.html.utf8))
      case "/progress.json": .json(Array(progress.json))
      default: .text("nothing here; the page is /", status: 404)
      }
    }
  }

  /// Stops listening and closes everything.
  public func stop() { server.stop() }
}
