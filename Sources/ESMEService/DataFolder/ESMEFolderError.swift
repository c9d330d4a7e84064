import HAL
import MeterCore

/// A data folder whose meter cannot be used: why, and what to do.
public enum ESMEFolderError: Error, Equatable, Sendable, CustomStringConvertible {
  case empty(String)
  case unreadable(String)
  case notSettings(String, String)
  case memory(String, NonVolatileError)
  case storage(String, StorageError)
  /// Nothing in the memory tells what the registers were.
  case noState(String)

  public var description: String {
    switch self {
    case .empty(let path):
      "\(path): no twin-element meter here (no file esme.nv); 'meter simulate esme --data \(path)' makes one"
    case .unreadable(let path): "\(path): cannot be read; check its permissions"
    case .notSettings(let path, let reason): "\(path): is not a meter's set-up: \(reason)"
    case .memory(let path, let error):
      "\(path): \(error.kind) at byte \(error.offset); check the disk and the file's permissions"
    case .noState(let path):
      "\(path): there is no valid state and no daily read in it; keep the folder, choose another with --data"
    case .storage(let path, let error):
      "\(path): \(error); the memory is of another set-up or damaged: keep the folder, choose another with --data"
    }
  }

  /// True where the data is at fault rather than the machine.
  public var isData: Bool {
    switch self {
    case .notSettings, .storage, .noState: true
    case .empty, .unreadable, .memory: false
    }
  }
}
