import Foundation

/// Where the control socket is.
enum ControlPath {
  /// The given path, or `chargepoint.sock` in the runtime folder of the service or the user.
  static func find(_ given: String?) -> String {
    if let given { return given }
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["RUNTIME_DIRECTORY"] { return folder + "/chargepoint.sock" }
    let base = environment["XDG_RUNTIME_DIR"] ?? NSHomeDirectory() + "/.local/state"
    return base + "/swift-meter/chargepoint.sock"
  }

  /// The same, with its folder made (mode 0700).
  static func make(_ given: String?) throws -> String {
    let path = find(given)
    let folder = (path as NSString).deletingLastPathComponent
    if given == nil {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch { throw CommandFailure(.device, "\(folder): \(error.localizedDescription)") }
    }
    return path
  }
}
