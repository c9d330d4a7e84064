import Glibc

/// Exclusive use of a data folder by one service; gone with the process.
public struct DataFolderLock: ~Copyable {
  private let descriptor: Int32

  /// Why the folder could not be locked.
  public enum Failure: Error, Equatable, Sendable {
    /// Another process (id, 0 when unknown) uses the folder.
    case inUse(process: Int32)
    /// The lock file could not be made.
    case system(errorNumber: Int32)
  }

  /// Locks the folder at `path` (its file `lock`).
  public init(folder path: String) throws(Failure) {
    let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .system(errorNumber: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      close(descriptor)
      guard number == EWOULDBLOCK else { throw .system(errorNumber: number) }
      throw .inUse(process: ProcessTable.holder(of: path + "/lock"))
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
