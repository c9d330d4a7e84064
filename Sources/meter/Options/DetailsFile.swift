import ArgumentParser
import Foundation
import Instation

/// A file for the technical details of a meter, as a user names it.
struct DetailsFile: ExpressibleByArgument {
  let path: String

  init?(argument: String) {
    guard argument.hasSuffix(".json") || argument.hasSuffix(".csv") else { return nil }
    path = argument
  }

  /// Writes them, whole or not at all.
  func write(_ details: MeterTechnicalDetails) throws {
    do {
      try details.file(named: path)?.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch { throw CommandFailure(.usage, "\(path): \(error.localizedDescription)") }
  }
}
