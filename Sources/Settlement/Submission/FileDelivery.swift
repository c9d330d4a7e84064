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
    case sftp(host: String, path: String)

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
        self = .sftp(host: url.user.map { "\($0)@\(host)" } ?? host, path: url.path)
      default: return nil
      }
    }
  }

  /// The target.
  public var target: Target

  /// A delivery to `target`.
  public init(_ target: Target) { self.target = target }

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
        try run(
          "curl",
          [
            "--fail", "--silent", "--show-error", "--max-time", "120", "--upload-file", "-",
            url.appendingPathComponent(name).absoluteString,
          ], input: data)
      case .sftp(let host, let path):
        let local = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try data.write(to: local)
        defer { try? FileManager.default.removeItem(at: local) }
        // Renamed when complete, so that the other side never reads half a file.
        let batch =
          "put \"\(local.path)\" \"\(path)/\(name).part\"\nrename \"\(path)/\(name).part\" \"\(path)/\(name)\"\n"
        try run("sftp", ["-o", "BatchMode=yes", "-b", "-", host], input: Data(batch.utf8))
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
    case .sftp(let host, let path): "sftp://\(host)\(path)"
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

  private func run(_ tool: String, _ arguments: [String], input: Data) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let stdin = Pipe()
    let stderr = Pipe()
    process.standardInput = stdin
    process.standardError = stderr
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    stdin.fileHandleForWriting.write(input)
    try? stdin.fileHandleForWriting.close()
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
