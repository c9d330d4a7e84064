import HAL

/// A fast non-volatile memory without faults, for long runs: dropped and mounted again it keeps everything.
final class PlainMedium {
  let geometry: NonVolatileGeometry
  var content: [UInt8]
  var syncs = 0

  init(_ geometry: NonVolatileGeometry) {
    self.geometry = geometry
    content = [UInt8](repeating: 0xFF, count: geometry.sizeBytes)
  }
}

struct PlainMemory: NonVolatile {
  let medium: PlainMedium
  var geometry: NonVolatileGeometry { medium.geometry }

  mutating func read(at offset: Int, count: Int, into bytes: inout MutableRawSpan) throws(NonVolatileError) {
    bytes.withUnsafeMutableBytes { target in
      medium.content.withUnsafeBytes { source in
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
      }
    }
  }

  mutating func program(at offset: Int, _ bytes: RawSpan) throws(NonVolatileError) {
    bytes.withUnsafeBytes { source in
      medium.content.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(
          from: source)
      }
    }
  }

  mutating func erase(blockAt offset: Int) throws(NonVolatileError) {
    for index in offset..<offset + geometry.eraseBlockBytes { medium.content[index] = 0xFF }
  }

  mutating func sync() throws(NonVolatileError) { medium.syncs += 1 }
}
