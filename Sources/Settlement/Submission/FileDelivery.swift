import Foundation

/// Brings a file to its target and says so in a receipt.
///
/// A folder gets it whole or not at all (written beside, synced, renamed). HTTPS and SFTP go through the installed
/// `curl` and `sftp`, whose own configuration holds keys and passwords: none passes through here.
public struct FileDelivery: Sendable {
  /// Where files go.
  public enum Target: Equatable, Sendable {
    case folder(String)
    case https(URL)
    case sftp(host: String, path: String, port: Int? = nil)

    /// `https://…`, `sftp://user@host/path`, or a folder. Plain `http` only to this machine.
    public init?(_ text: String) {
      guard let url = URL(string: text), let scheme = url.scheme, text.contains("://") else {
        if text.isEmpty || text.contains("://") { return nil }
        self = .folder(text)
        return
      }
      switch scheme {
      case "https": self = .https(url)
      case "http" where url.host == "127.0.0.1" || url.host == "localhost": self = .https(url)
      case "sftp":
        guard let host = url.host, !host.hasPrefix("-"), !url.path.contains("\"") else { return nil }
        var path = url.path
        while path.hasSuffix("/") { path.removeLast() }
        self = .sftp(host: url.user.map { "\($0)@\(host)" } ?? host, path: path, port: url.port)
      default: return nil
      }
    }
  }

  /// The target.
  public var target: Target
  /// Configuration of the tool: `curl --config` or `sftp -F`; nil for its own default.
  public var toolConfiguration: String?

  /// A delivery to `target`.
  public init(_ target: Target, toolConfiguration: String? = nil) {
    self.target = target
    self.toolConfiguration = toolConfiguration
  }

  /// Delivers `data` as `name`; throws `DeliveryError`. The receipt carries the time given.
  public func deliver(_ data: Data, name: String, atSeconds seconds: Int64) throws(DeliveryError)
    -> DeliveryReceipt
  {
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix("-"), !name.hasPrefix(".") else {
      throw DeliveryError(reason: "'\(name)' is no plain file name")
    }
    do {
      switch target {
      case .folder(let folder): try place(data, at: URL(fileURLWithPath: folder).appendingPathComponent(name))
      case .https(let url):
        try withFile(data) { local in
          try run(
            "curl",
            (toolConfiguration.map { ["--config", $0] } ?? []) + [
              "--fail", "--silent", "--show-error", "--max-time", "120", "--upload-file", local,
              url.appendingPathComponent(name).absoluteString,
            ])
        }
      case .sftp(let host, let path, let port):
        try withFile(data) { local in
          // Renamed when complete, so that the other side never reads half a file.
          let batch =
            "put \"\(local)\" \"\(path)/\(name).part\"\nrename \"\(path)/\(name).part\" \"\(path)/\(name)\"\n"
          try withFile(Data(batch.utf8)) { commands in
            try run(
              "sftp",
              (toolConfiguration.map { ["-F", $0] } ?? []) + ["-o", "BatchMode=yes"]
                + (port.map { ["-P", String($0)] } ?? []) + ["-b", commands, host])
          }
        }
      }
    } catch let error as DeliveryError {
      throw error
    } catch {
      throw DeliveryError(reason: "\(name): \(error.localizedDescription)")
    }
    return DeliveryReceipt(
      file: name, bytes: data.count, target: targetText, deliveredAt: UTCStamp.iso(seconds))
  }

  private var targetText: String {
    switch target {
    case .folder(let folder): folder
    case .https(let url): "\(url.scheme ?? "https")://\(url.host ?? "")\(url.path)"
    case .sftp(let host, let path, let port): "sftp://\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }
  }

  private func place(_ data: Data, at url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let part = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).part")
    try data.write(to: part)
    let handle = try FileHandle(forWritingTo: part)
    try handle.synchronize()
    try handle.close()
    guard rename(part.path, url.path) == 0 else {
      throw DeliveryError(reason: "cannot rename \(part.path): check the folder's permissions")
    }
  }

  /// A file in a folder that only this user can open, for as long as `body` runs. The file itself has ordinary
  /// permissions: sftp gives them to the other side.
  private func withFile(_ data: Data, _ body: (_ path: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("file")
    try data.write(to: file)
    try body(file.path)
  }

  private func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let stderr = Pipe()
    // Nothing goes in by a pipe: a tool that ends early would end this process, too.
    process.standardInput = FileHandle.nullDevice
    process.standardError = stderr
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let message = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw DeliveryError(
        reason:
          "\(tool) failed (\(process.terminationStatus)): \(message.prefix(300).trimmingCharacters(in: .whitespacesAndNewlines))"
      )
    }
  }
}
