import Foundation

/// Files of a folder that outlive a supply cut: whole or not there, and ended lines only.
struct DurableFolder {
  let path: String

  /// Opens or makes the folder.
  init(path: String) throws(ScheduleError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw ScheduleError(reason: "\(path): \(error.localizedDescription)") }
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func contents(_ name: String) -> Data? { FileManager.default.contents(atPath: file(name)) }

  func names() throws(ScheduleError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      throw ScheduleError(reason: "\(path): \(error.localizedDescription)")
    }
  }

  /// Writes a file: beside it first, synced, then renamed.
  func write(_ data: Data, _ name: String) throws(ScheduleError) {
    do {
      let part = file(".\(name).part")
      guard
        FileManager.default.createFile(atPath: part, contents: data, attributes: [.posixPermissions: 0o600])
      else { throw ScheduleError(reason: "\(part): cannot be written; check space and permissions") }
      try sync(part)
      guard rename(part, file(name)) == 0 else {
        throw ScheduleError(reason: "\(file(name)): \(String(cString: strerror(errno)))")
      }
      try sync(path)
    } catch let error as ScheduleError {
      throw error
    } catch {
      throw ScheduleError(reason: "\(file(name)): \(error.localizedDescription)")
    }
  }

  /// Appends whole lines; a line that a crash cut short is ended first.
  func append(_ lines: String, _ name: String) throws(ScheduleError) {
    if lines.isEmpty { return }
    do {
      let path = file(name)
      if !FileManager.default.fileExists(atPath: path) { try write(Data(), name) }
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let end = try handle.seekToEnd()
      var text = lines
      if end > 0 {
        try handle.seek(toOffset: end - 1)
        if try handle.read(upToCount: 1) != Data([0x0a]) { text = "\n" + lines }
        try handle.seekToEnd()
      }
      try handle.write(contentsOf: Data(text.utf8))
      try handle.synchronize()
    } catch let error as ScheduleError {
      throw error
    } catch {
      throw ScheduleError(reason: "\(file(name)): \(error.localizedDescription)")
    }
  }

  func remove(_ name: String) { unlink(file(name)) }

  /// Moves a file into a folder below.
  func move(_ name: String, to folder: DurableFolder) throws(ScheduleError) {
    guard rename(file(name), folder.file(name)) == 0 else {
      throw ScheduleError(reason: "\(file(name)): \(String(cString: strerror(errno)))")
    }
  }

  private func sync(_ path: String) throws(ScheduleError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ScheduleError(reason: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw ScheduleError(reason: "\(path): not on the disk: \(String(cString: strerror(errno)))")
    }
  }
}
