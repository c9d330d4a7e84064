import Foundation
import LinuxHAL

/// The folder a meter keeps its store in.
public struct DataFolder: Sendable {
  /// Path of the folder.
  public let path: String

  /// A folder at `path`.
  public init(path: String) { self.path = path }

  /// The store.
  public var storePath: String { path + "/meter.nv" }
  /// Edges between the kernel and the store.
  public var edgeTrayPath: String { path + "/edges.tray" }
  /// Names that are not in the store.
  public var descriptionPath: String { path + "/meter.json" }

  /// The default: `$STATE_DIRECTORY`, else `~/.local/state/swift-meter`.
  public static func defaultPath(environment: [String: String]) -> String {
    if let state = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(state) }
    let home = environment["HOME"] ?? "/root"
    return (environment["XDG_STATE_HOME"] ?? home + "/.local/state") + "/swift-meter"
  }

  /// Makes the folder if it is not there.
  public func create() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
  }

  /// Writes the names of the board and its channels beside the store.
  public func describe(_ board: Board) throws {
    let description = MeterDescription(
      board: board.name,
      channels: board.registerNames.enumerated().map { index, name in
        MeterDescription.Channel(
          name: name, mpan: index < board.channels.count ? board.channels[index].mpan : nil)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.replace(descriptionPath, with: Array(encoder.encode(description)))
  }

  /// The names written by `describe`; empty when there are none.
  public func description() -> MeterDescription {
    guard let data = FileManager.default.contents(atPath: descriptionPath),
      let description = try? JSONDecoder().decode(MeterDescription.self, from: data)
    else { return MeterDescription(board: "", channels: []) }
    return description
  }
}
