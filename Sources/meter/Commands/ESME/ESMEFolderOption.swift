import ArgumentParser
import ESMEService
import Foundation
import Gateway
import LinuxHAL

/// The data folder of a twin-element meter.
struct ESMEFolderOption: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: "The meter's data folder (default: esme in $STATE_DIRECTORY, else in ~/.local/state/swift-meter).")
  var path: String?

  var folder: ESMEFolder {
    ESMEFolder(
      path: path ?? DataFolder.defaultPath(environment: ProcessInfo.processInfo.environment) + "/esme")
  }

  /// The meter for reading, also while another process writes it.
  func reader() throws -> StoredESME { try StoredESME(folder, for: .reading) }

  /// The meter for one command that changes it, alone.
  func change<Result>(_ body: (StoredESME) throws -> Result) throws -> Result {
    guard folder.exists else { throw ESMEFolderError.empty(folder.path) }
    let lock = try lock()
    let stored = try StoredESME(folder, for: .writing)
    let result = try body(stored)
    guard stored.live.meter.commit() else {
      throw CommandFailure(.device, "\(folder.memoryPath): the memory failed; check the disk")
    }
    try stored.saveKeptSettings()
    withExtendedLifetime(lock) {}
    return result
  }

  /// Exclusive use of the folder.
  func lock() throws -> DataFolderLock {
    do throws(DataFolderLock.Failure) { return try DataFolderLock(folder: folder.path) } catch {
      throw CommandFailure(error, folder: folder.path)
    }
  }
}

/// `--from`, `--to`: both ends included, a date alone means its whole day.
struct RangeOption: ParsableArguments {
  @Option(help: "First start of a row, e.g. 2026-03-29 or 2026-03-29T00:30Z.") var from: UTCOption?
  @Option(help: "Last start of a row; a date alone means that whole day.") var to: UTCOption?

  func range() throws -> ClosedRange<Int64> {
    let first = from?.seconds ?? 0
    let last = to?.lastSecond ?? Int64.max
    guard first <= last else { throw CommandFailure(.usage, "--from is later than --to") }
    return first...last
  }
}
