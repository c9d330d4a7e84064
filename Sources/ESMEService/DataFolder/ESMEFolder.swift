import Foundation
import LinuxHAL
import LiveESME

/// The folder a twin-element meter is kept in: its memory, and what a meter has from its maker.
public struct ESMEFolder: Sendable {
  /// Path of the folder.
  public let path: String

  /// A folder at `path`.
  public init(path: String) { self.path = path }

  /// The meter's non-volatile memory.
  public var memoryPath: String { path + "/esme.nv" }
  /// Identity and set-up.
  public var settingsPath: String { path + "/esme.json" }
  /// Settings that remote parties made and no function of the meter uses.
  public var keptSettingsPath: String { path + "/esme-kept.json" }
  /// The inventory's record of the meter.
  public var inventoryPath: String { path + "/inventory.json" }

  /// True where a meter is kept here.
  public var exists: Bool { FileManager.default.fileExists(atPath: memoryPath) }

  /// Makes the folder if it is not there.
  public func create() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
  }

  /// The set-up of the meter that is kept here.
  public func settings() throws(ESMEFolderError) -> ESMESettings {
    guard exists else { throw .empty(path) }
    guard let data = FileManager.default.contents(atPath: settingsPath) else {
      throw .unreadable(settingsPath)
    }
    do { return try JSONDecoder().decode(ESMESettings.self, from: data) } catch {
      throw .notSettings(settingsPath, "\(error)")
    }
  }

  /// Settings kept for remote parties; none where the file is not there. One that cannot be read is an error: taken
  /// for none, the next change would write over it.
  func keptSettings() throws(ESMEFolderError) -> KeptSettings {
    guard FileManager.default.fileExists(atPath: keptSettingsPath) else { return KeptSettings() }
    guard let data = FileManager.default.contents(atPath: keptSettingsPath) else {
      throw .unreadable(keptSettingsPath)
    }
    do { return try JSONDecoder().decode(KeptSettings.self, from: data) } catch {
      throw .notSettings(keptSettingsPath, "\(error)")
    }
  }

  /// Writes the set-up, whole or not at all.
  public func write(_ settings: ESMESettings) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.replace(settingsPath, with: Array(encoder.encode(settings)))
  }
}
