import ArgumentParser
import Foundation
import Gateway

/// Which data folder a command works on.
struct DataOption: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: "Data folder (default: $STATE_DIRECTORY, else ~/.local/state/swift-meter).")
  var path: String?

  private var base: String { DataFolder.defaultPath(environment: ProcessInfo.processInfo.environment) }

  /// The folder a board's meter is kept in.
  func folder(for board: Board) -> DataFolder {
    DataFolder(path: path ?? base + "/" + board.name)
  }

  /// The folder to read from: the given one, or the only one there is.
  func existingFolder() throws -> DataFolder {
    if let path {
      let folder = DataFolder(path: path)
      guard FileManager.default.fileExists(atPath: folder.storePath) else {
        throw CommandFailure(.usage, "\(path): no meter data here (no file meter.nv); 'meter run' makes it")
      }
      return folder
    }
    let roots = [base, "/var/lib/swift-meter"]
    for root in roots {
      if FileManager.default.fileExists(atPath: root), !FileManager.default.isReadableFile(atPath: root) {
        throw CommandFailure(
          .device,
          "\(root): permission denied; join the group 'swift-meter' (sudo usermod -aG swift-meter $USER) and log in again"
        )
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
      let found = names.sorted().map { DataFolder(path: root + "/" + $0) }.filter {
        FileManager.default.fileExists(atPath: $0.storePath)
      }
      if found.count == 1 { return found[0] }
      if found.count > 1 {
        throw CommandFailure(
          .usage, "several meters: choose one with --data: \(found.map(\.path).joined(separator: ", "))")
      }
    }
    throw CommandFailure(.usage, "no meter data in \(roots.joined(separator: " or ")); name it with --data")
  }

  /// Opens the stored meter for reading.
  func storedMeter() throws -> StoredMeter {
    let folder = try existingFolder()
    return try StoredMeter(path: folder.storePath, description: folder.description())
  }
}
