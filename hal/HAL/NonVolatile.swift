/// Memory that keeps its content without supply.
///
/// Contract: `program` may only clear bits unless the geometry says `isOverwritable`; `erase` sets a block
/// to `0xFF`; nothing is promised to survive a supply cut before `sync` has returned, and unsynced programs
/// may reach the medium in any order or in part. A killed process loses nothing that `program` accepted
/// where the medium belongs to another owner (a file in the page cache).
public protocol NonVolatile: ~Copyable {
  /// The memory's shape; constant while mounted.
  var geometry: NonVolatileGeometry { get }

  /// Reads `count` bytes from `offset` into the front of `bytes`.
  mutating func read(
    at offset: Int, count: Int, into bytes: inout MutableRawSpan
  ) throws(NonVolatileError)

  /// Programs `bytes` at `offset`; both ends on program units.
  mutating func program(at offset: Int, _ bytes: RawSpan) throws(NonVolatileError)

  /// Erases the block that starts at `offset` to `0xFF`.
  mutating func erase(blockAt offset: Int) throws(NonVolatileError)

  /// Returns once everything programmed and erased so far survives a supply cut.
  mutating func sync() throws(NonVolatileError)
}
