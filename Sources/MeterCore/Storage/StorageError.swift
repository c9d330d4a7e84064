import HAL

/// Why a store could not be mounted, read or written.
public enum StorageError: Error, Equatable, Sendable, BitwiseCopyable {
  /// The memory itself failed.
  case memory(NonVolatileError)
  /// The memory is smaller than the layout needs (bytes).
  case tooSmall(needed: Int, available: Int)
  /// A record does not fit the buffer the meter was built with (bytes).
  case recordTooLarge(needed: Int, capacity: Int)
  /// The memory holds a store of another format version.
  case unknownFormat(version: UInt8)
  /// The newest state record is whole, but of a program this one does not know; nothing was changed.
  case unknownRecord
  /// The memory holds a store for another set of channels or sizes; nothing was changed.
  case layoutDiffers
  /// The memory holds another quantity or element for this channel; nothing was changed.
  case channelDiffers(channel: UInt8)
  /// The memory holds something, but neither header nor records can be read; nothing was changed.
  case damaged
}
