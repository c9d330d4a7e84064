import Glibc

/// Looks up in /proc which process has a file open.
public enum ProcessTable {
  /// Id of another process that has `path` open, 0 when none is found or may not be seen.
  public static func holder(of path: String) -> Int32 {
    var wanted = stat()
    guard stat(path, &wanted) == 0, let directory = opendir("/proc") else { return 0 }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let process = Int32(name), process != getpid() else { continue }
      if has(process, open: wanted) { return process }
    }
    return 0
  }

  private static func has(_ process: Int32, open wanted: stat) -> Bool {
    guard let directory = opendir("/proc/\(process)/fd") else { return false }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      var found = stat()
      if stat("/proc/\(process)/fd/\(name)", &found) == 0, found.st_dev == wanted.st_dev,
        found.st_ino == wanted.st_ino, found.st_rdev == wanted.st_rdev
      {
        return true
      }
    }
    return false
  }
}
