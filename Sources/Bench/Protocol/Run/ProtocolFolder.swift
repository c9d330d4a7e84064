import Foundation

/// The folder of a protocol test: first its state and raw files, in the end the evidence pack around them.
public struct ProtocolFolder {
  /// Name of the state.
  public static let stateName = "state.json"

  /// Where it is.
  public let url: URL

  /// The folder at `path`.
  public init(path: String) { url = URL(fileURLWithPath: path, isDirectory: true) }

  private var stateFile: URL { url.appendingPathComponent(Self.stateName) }

  /// True once the evidence was written: nothing is changed any more.
  public var isFinished: Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent("manifest.sha256").path)
  }

  /// The state; nil where no test was begun here.
  public func state() throws(EvidenceError) -> ProtocolState? {
    guard let data = FileManager.default.contents(atPath: stateFile.path) else {
      let others = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      guard others.allSatisfy({ $0 == Self.stateName + ".new" }) else {
        throw EvidenceError(reason: "\(url.path) holds no protocol test and is not empty; name a new folder")
      }
      return nil
    }
    guard let state = try? JSONDecoder().decode(ProtocolState.self, from: data),
      state.format == ProtocolState.format
    else { throw EvidenceError(reason: "\(stateFile.path) is no state of a protocol test") }
    return state
  }

  /// Keeps the state: the old one is there until the new one is whole.
  func keep(_ state: ProtocolState, secrets: [[UInt8]]) throws(EvidenceError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try put({ try encoder.encode(state) }, at: stateFile, secrets)
  }

  /// Keeps a raw file of a step.
  func keep(raw data: Data, _ step: String, _ name: String, secrets: [[UInt8]]) throws(EvidenceError) {
    try put({ data }, at: url.appendingPathComponent("raw/\(step)/\(name)"), secrets)
  }

  private func put(_ make: () throws -> Data, at file: URL, _ secrets: [[UInt8]]) throws(EvidenceError) {
    do {
      let data = try make()
      guard !SecretScan(secrets).finds(in: data) else {
        throw EvidenceError(reason: "not kept: a password would stand in \(file.lastPathComponent)")
      }
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let fresh = file.appendingPathExtension("new")
      try data.write(to: fresh)
      let handle = try FileHandle(forUpdating: fresh)
      try handle.synchronize()
      try handle.close()
      guard rename(fresh.path, file.path) == 0 else {
        throw EvidenceError(reason: "\(file.path): \(String(cString: strerror(errno)))")
      }
    } catch let error as EvidenceError {
      throw error
    } catch { throw EvidenceError(reason: "\(file.path): \(error.localizedDescription)") }
  }

  /// A raw file of a step.
  func raw(_ step: String, _ name: String) -> Data? {
    FileManager.default.contents(atPath: url.appendingPathComponent("raw/\(step)/\(name)").path)
  }

  /// Removes what a run left that broke off while it wrote: files under new names.
  public func tidy() {
    guard let walk = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil) else { return }
    for case let file as URL in walk where file.pathExtension == "new" {
      try? FileManager.default.removeItem(at: file)
    }
  }
}
