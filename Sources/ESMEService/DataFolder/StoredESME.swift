import Foundation
import HAL
import LinuxHAL
import LiveESME
import MeterCore

/// A twin-element meter in a data folder.
///
/// It stands still between commands: its clock goes on from where it stood, as a machine that was suspended, not as a
/// meter that was restarted. Everything it does is in its own memory, written by the meter itself, which survives a
/// killed process and a supply cut at any moment.
public final class StoredESME {
  public typealias Meter = TwinElementMeter<4096, FileNonVolatile>

  public enum Use: Sendable {
    /// Nothing is written; also while another process writes.
    case reading
    /// The caller holds the folder's lock.
    case writing
  }

  public let folder: ESMEFolder
  public let settings: ESMESettings
  /// The meter, as remote parties reach it too; `live.meter` is the meter itself.
  public let live: LiveESME<4096, FileNonVolatile>

  /// Opens the meter of `folder`.
  public convenience init(_ folder: ESMEFolder, for use: Use) throws(ESMEFolderError) {
    let settings = try folder.settings()
    self.init(folder, settings, try folder.keptSettings(), try Self.mount(folder, settings, use, .never))
    guard live.meter.isRestored else { throw .noState(folder.memoryPath) }
    // Without any valid state the registers are those of the newest daily read, and the run of the clock is lost: the
    // meter starts anew at that moment.
    if use == .writing, now.nanoseconds == 0, instantSeconds > settings.startSeconds {
      live.meter.begin(
        at: tick(instantSeconds), reading: settings.reading(atSeconds: instantSeconds), cause: .restart,
        boot: .unknown)
    }
  }

  private init(
    _ folder: ESMEFolder, _ settings: ESMESettings, _ kept: KeptSettings, _ meter: consuming Meter
  ) {
    self.folder = folder
    self.settings = settings
    // The house's clock is the hub's: always right.
    live = LiveESME(
      meter: meter, kept: kept, make: settings.make,
      hubTime: { settings.reading(at: $0) })
  }

  /// Makes a new meter in `folder` and begins it at its start.
  public static func create(_ folder: ESMEFolder, _ settings: ESMESettings) throws -> StoredESME {
    try folder.create()
    try folder.write(settings)
    let meter = try mount(folder, settings, .writing, .whenUnused)
    let stored = StoredESME(folder, settings, try folder.keptSettings(), meter)
    if !stored.live.meter.isRestored {
      stored.live.meter.begin(
        at: Tick(nanoseconds: 0), reading: settings.reading(atSeconds: settings.startSeconds),
        cause: .supplyRestored, boot: .unknown)
    }
    return stored
  }

  /// The meter mounted anew, as after a cut of its supply.
  func remount() throws(ESMEFolderError) {
    live.meter = try Self.mount(folder, settings, .writing, .never)
  }

  private static func mount(
    _ folder: ESMEFolder, _ settings: ESMESettings, _ use: Use, _ policy: FormatPolicy
  ) throws(ESMEFolderError) -> Meter {
    let memory: FileNonVolatile
    do throws(NonVolatileError) {
      switch use {
      case .reading: memory = try FileNonVolatile(readingPath: folder.memoryPath)
      case .writing:
        memory = try FileNonVolatile(path: folder.memoryPath, createWithBytes: memoryBytes)
      }
    } catch {
      throw .memory(folder.memoryPath, error)
    }
    do throws(StorageError) {
      return try Meter(settings.configuration, memory: memory, format: policy)
    } catch {
      throw .storage(folder.memoryPath, error)
    }
  }

  /// Bytes a meter with the logs of the standard takes in a file.
  public static var memoryBytes: Int { layout.byteCount }

  /// Writes what remote parties set that is not in the meter's memory; whole or not at all.
  public func saveKeptSettings() throws {
    guard live.kept.isChanged else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try DurableFile.replace(folder.keptSettingsPath, with: Array(encoder.encode(live.kept)))
    live.kept.saved()
  }

  /// How the memory is divided.
  static var layout: RecordLayout<13, 18> {
    RecordLayout(
      TwinLogSizes.smets.plan,
      geometry: NonVolatileGeometry(
        sizeBytes: Int.max, eraseBlockBytes: FileNonVolatile.blockBytes, programUnitBytes: 8,
        isOverwritable: true))
  }

  /// Where the meter stands.
  public var now: Tick { live.meter.state.lastTick }

  /// The true UTC of that moment: seconds since 1970.
  public var nowSeconds: Int64 { settings.startSeconds + now.nanoseconds / 1_000_000_000 }
}

extension ESMESettings {
  /// The house's time source at a moment of simulated time.
  func reading(atSeconds seconds: Int64) -> WallClockReading {
    WallClockReading(utcNanoseconds: seconds * 1_000_000_000, isSynchronised: true)
  }

  /// The time of a tick.
  public func reading(at tick: Tick) -> WallClockReading {
    WallClockReading(utcNanoseconds: startSeconds * 1_000_000_000 + tick.nanoseconds, isSynchronised: true)
  }
}
