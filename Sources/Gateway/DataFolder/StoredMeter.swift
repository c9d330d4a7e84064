import HAL
import LinuxHAL
import MeterCore

/// A meter's store opened for reading, also while the service writes it.
public struct StoredMeter: ~Copyable {
  private var store: MeterStore<8192, FileNonVolatile>
  private let state: PulseMeterState<40>?
  /// Names of board and channels.
  public let description: MeterDescription

  /// Bytes a store of these sizes takes in a file.
  public static func byteCount(_ sizes: StorageLayout.Sizes) -> Int {
    layout(sizes).byteCount
  }

  /// Layout of a store of these sizes in a file.
  public static func layout(_ sizes: StorageLayout.Sizes) -> StorageLayout {
    StorageLayout(
      sizes,
      geometry: NonVolatileGeometry(
        sizeBytes: Int.max, eraseBlockBytes: FileNonVolatile.blockBytes, programUnitBytes: 8,
        isOverwritable: true))
  }

  /// Opens the store at `path`; `description` gives the names it does not hold.
  public init(
    path: String, description: MeterDescription = MeterDescription(board: "", channels: [])
  ) throws(MeterServiceError) {
    do throws(StorageError) {
      var memory: FileNonVolatile
      do throws(NonVolatileError) { memory = try FileNonVolatile(readingPath: path) } catch {
        throw .memory(error)
      }
      let sizes = try StorageLayout.storedSizes(in: &memory)
      var store = try MeterStore<8192, FileNonVolatile>(memory, sizes: sizes, format: .never)
      let none = PulseChannelConfiguration(
        quantity: .activeImport, element: 1, pulseEnergy: .wattHour)
      var state = PulseMeterState<40>(
        channelCount: 1, configurations: InlineArray(repeating: none), rules: .codeOfPractice,
        period: .minutes30)
      let hasState = try store.loadState(into: &state, configurations: nil, rules: .codeOfPractice)
      self.store = store
      self.state = hasState ? state : nil
      self.description = description
    } catch { throw .storage(path: path, error) }
  }

  /// What the registers were when the store was last written; nil when nothing was stored yet.
  public func snapshot() -> MeterSnapshot? {
    state.map {
      MeterSnapshot(
        $0, names: channelNames, rowIDs: store.rowIDs, storageFailure: nil
      ) { _ in nil }
    }
  }

  /// Number of the newest calibration record the meter has seen, 0 for none.
  public var calibrationHistory: UInt32 { state?.calibrationHistory ?? 0 }

  /// Names of the channels.
  public var channelNames: [String] {
    (0..<Int(state?.channelCount ?? 0)).map {
      $0 < description.channels.count ? description.channels[$0].name : "channel\($0)"
    }
  }

  /// Profile rows whose period starts in `range`, oldest entry first.
  public mutating func rows(startingIn range: ClosedRange<Instant>) throws -> [ProfileRow<40>] {
    var rows: [ProfileRow<40>] = []
    for id in store.rowIDs {
      if let row = try store.row(id, as: ProfileRow<40>.self), range.contains(row.periodStart) {
        rows.append(row)
      }
    }
    return rows
  }

  /// All events, oldest first.
  public mutating func events() throws -> [MeterEvent] {
    var events: [MeterEvent] = []
    for id in store.eventIDs { if let event = try store.event(id) { events.append(event) } }
    return events
  }
}
