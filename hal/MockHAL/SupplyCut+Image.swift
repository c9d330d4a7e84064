extension SupplyCut {
  /// What the medium holds after this cut.
  ///
  /// - Parameters:
  ///   - visible: the content as the program saw it before the operation that was cut.
  ///   - durable: the content at the last sync.
  ///   - pending: writes since the last sync.
  ///   - last: the write that was cut, nil when a sync was.
  func image(
    visible: [UInt8], durable: [UInt8], pending: [(offset: Int, bytes: [UInt8])],
    last: (offset: Int, bytes: [UInt8])?
  ) -> [UInt8] {
    var random = SeededRandom(seed: seed &+ UInt64(operation) &* 0x9E37_79B9)
    switch mode {
    case .plain: return visible
    case .torn: return last.map { SupplyCut.tear(visible, $0, &random) } ?? visible
    case .reordered:
      // Unsynced writes reached the medium in any order and in any part: each whole, torn or not at all.
      var image = durable
      for write in (pending + (last.map { [$0] } ?? [])).shuffled(using: &random) {
        switch random.next() % 3 {
        case 0: image.replaceSubrange(write.offset..<write.offset + write.bytes.count, with: write.bytes)
        case 1: image = SupplyCut.tear(image, write, &random)
        default: break
        }
      }
      return image
    }
  }

  /// Applies a write in part: a prefix, a suffix, or bits here and there.
  private static func tear(
    _ image: [UInt8], _ write: (offset: Int, bytes: [UInt8]), _ random: inout SeededRandom
  ) -> [UInt8] {
    var image = image
    let style = random.next() % 3
    let split = write.bytes.isEmpty ? 0 : Int(random.next() % UInt64(write.bytes.count))
    for (index, byte) in write.bytes.enumerated() {
      switch style {
      case 0: if index < split { image[write.offset + index] = byte }
      case 1: if index >= split { image[write.offset + index] = byte }
      default:
        let mask = UInt8(truncatingIfNeeded: random.next())
        image[write.offset + index] = image[write.offset + index] & ~mask | byte & mask
      }
    }
    return image
  }
}
