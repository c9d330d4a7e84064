import Glibc

/// Replaces a small file whole: at any cut of the supply the old content is there, or the new one, never a mixture.
///
/// The content goes into `path.new`, is synced and renamed over `path`, and the folder is synced. What an earlier
/// attempt left in `path.new` is overwritten.
public enum DurableFile {
  /// What failed, in the order of the work.
  public enum Step: CaseIterable, Sendable { case create, write, sync, rename, syncFolder }

  /// Why a file was not replaced; the old one is untouched unless the folder's sync failed.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// What failed.
    public var step: Step
    /// The system's number.
    public var errorNumber: Int32

    public var description: String {
      "\(path): cannot be written (\(step): \(String(cString: strerror(errorNumber)))); "
        + "check free space and permissions"
    }
  }

  /// Replaces the file at `path`, which gets `permissions`.
  public static func replace(
    _ path: String, with content: [UInt8], permissions: UInt32 = 0o640
  ) throws(Failure) {
    try replace(path, with: content, permissions: permissions) { _ in 0 }
  }

  /// `fault` is asked before every step and returns the number of an error to fail with, 0 to go on.
  static func replace(
    _ path: String, with content: [UInt8], permissions: UInt32, fault: (Step) -> Int32
  ) throws(Failure) {
    func check(_ step: Step, _ work: () -> Bool) throws(Failure) {
      let injected = fault(step)
      if injected != 0 { throw Failure(path: path, step: step, errorNumber: injected) }
      guard work() else { throw Failure(path: path, step: step, errorNumber: errno) }
    }
    let temporary = path + ".new"
    var descriptor: Int32 = -1
    try check(.create) {
      // Not through a link somebody put there.
      unlink(temporary)
      descriptor = Glibc.open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(permissions))
      return descriptor >= 0
    }
    defer { close(descriptor) }
    try check(.write) { writeAll(content, to: descriptor) }
    try check(.sync) { fsync(descriptor) == 0 }
    try check(.rename) { Glibc.rename(temporary, path) == 0 }
    try check(.syncFolder) { syncFolder(of: path) }
  }

  /// Makes a rename or a new name in the folder of `path` durable.
  static func syncFolder(of path: String) -> Bool {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let directory = Glibc.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return false }
    defer { close(directory) }
    return fsync(directory) == 0
  }

  private static func writeAll(_ content: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < content.count {
      let count = content.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + done, content.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
