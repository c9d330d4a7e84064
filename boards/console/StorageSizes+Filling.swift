import HAL
import MeterCore

extension StorageLayout.Sizes {
  /// As many profile rows as a memory holds beside state and events; a row is not longer than an erase block.
  public static func filling(
    _ geometry: NonVolatileGeometry, channelCount: UInt8, events: Int, stateRecords: Int
  ) -> StorageLayout.Sizes {
    var sizes = StorageLayout.Sizes(
      channelCount: channelCount, profileRows: 0, events: events, stateRecords: stateRecords)
    let layout = StorageLayout(sizes, geometry: geometry)
    let blocks = (geometry.sizeBytes - layout.byteCount) / geometry.eraseBlockBytes
    // One group of the ring is always the one being overwritten.
    sizes.profileRows = max(blocks - 1, 0) * layout.profile.index.slotsPerGroup
    return sizes
  }
}
